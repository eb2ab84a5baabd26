//! Servers that a program starts beside itself and speaks to: `StdioServerParameters(command="uvx", args=["dbt-mcp"],
//! env={…})`, or the same as a dictionary, as clients of the Model Context Protocol take it.

use std::ops::Range;

use super::given;
use crate::extract::python::module::{Call, Module};
use crate::model::{Most, Vendor, Within as _};

/// How many servers of one file are looked at.
const MANY: Most = Most::new(200, "servers that a program starts");

/// A server that is started.
pub(super) struct Server {
    /// The bracket around what says so.
    pub open: usize,
    pub block: usize,
    /// The program and its arguments.
    pub command: Vec<(Range<usize>, usize)>,
    pub environment: Range<usize>,
}

/// The servers that a program starts which are a vendor's.
pub(super) fn servers(module: &Module<'_>, vendors: &[Vendor]) -> Vec<Server> {
    let rows = vendors.iter().flat_map(|it| &it.consumers).flat_map(|it| &it.commands);
    let reading = rows.filter(|row| !row.env.is_empty()).map(|row| row.program.as_str());
    let programs: Vec<&str> = reading.filter(|it| module.spells(it)).collect();
    if programs.is_empty() || !module.spells("env") {
        return Vec::new();
    }
    let of_calls = module.calls.iter().filter_map(|call| of_call(module, call));
    let strings =
        module.reading.strings().filter(|at| 0 < *at && module.plain(*at) == Some("command"));
    let found = of_calls.chain(strings.filter_map(|at| of_dictionary(module, at)));
    let starts = |server: &Server| {
        let words =
            server.command.iter().map(|(value, block)| given::written(module, value, *block));
        let mut texts = words.flat_map(|(value, _)| value).filter_map(|at| module.text(at));
        texts.any(|(_, text)| programs.iter().any(|program| text.contains(program)))
    };
    found.filter(starts).within(MANY).collect()
}

fn of_call(module: &Module<'_>, call: &Call) -> Option<Server> {
    let arguments = module.arguments(call.open);
    let environment = arguments.iter().find(|it| it.keyword == Some("env"))?.value.clone();
    let program = given::argument(module, call.open, "command", 0)?;
    let arguments = given::argument(module, call.open, "args", 1)?;
    let command = [program, arguments].map(|value| (value, call.block)).into();
    Some(Server { open: call.open, block: call.block, command, environment })
}

fn of_dictionary(module: &Module<'_>, at: usize) -> Option<Server> {
    let open = module.token(at)?.around;
    let is_key = matches!(module.word(at - 1), "{" | ",") && module.word(at + 1) == ":";
    let entries = module.entries(&(open..module.behind(open)));
    let entry = |name: &str| entries.iter().find(|(key, _)| *key == name).map(|it| it.1.clone());
    let environment = entry("env").filter(|_| is_key)?;
    let block = module.block_of(at);
    let command = [entry("command")?, entry("args")?].map(|value| (value, block)).into();
    Some(Server { open, block, command, environment })
}
