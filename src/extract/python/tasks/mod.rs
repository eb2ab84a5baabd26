//! What starts a program: tasks of Airflow, and clients of servers that run beside them. The environment that they give
//! it, as `env_vars={…}` of an operator or as objects of Kubernetes' client, and the command that it is.

use std::collections::HashSet;

use super::module::{Call, Module};
use super::render::Renderer;
use crate::extract::container::room::Room;
use crate::extract::deployment::environment::{Variable, set};
use crate::extract::shell::word::{Part, Piece};
use crate::extract::shell::{self, Script};
use crate::model::{Facts, Most, Scope, Space, Vendor, Within as _};

mod environment;
mod command;
mod given;
mod servers;

use command::Command;

/// How many tasks of one file are looked at.
const MANY: Most = Most::new(500, "tasks of a DAG");
/// How many variables the tasks of one file may set together.
const VARIABLES: Most = Most::new(5_000, "variables of a DAG's tasks");
/// How long the commands of one file may be together.
const LENGTH: Most = Most::new(500_000, "bytes of a DAG's commands");

/// What messages call a server that a program starts.
const SERVER: &str = "a server that the program starts";

/// An operator that starts a program.
struct Operator {
    /// How the name of its class ends, or that of its decorator.
    ending: &'static str,
    /// The arguments that hold its environment.
    environment: &'static [&'static str],
    /// The arguments that are its command.
    command: &'static [&'static str],
    /// Whether the program runs in the environment of the worker.
    by_worker: bool,
}

const fn operator(
    ending: &'static str,
    environment: &'static [&'static str],
    command: &'static [&'static str],
) -> Operator {
    Operator { ending, environment, command, by_worker: false }
}

const OF_DOCKER: &[&str] = &["environment", "private_environment"];

/// The operators of Airflow and of its providers, by their pages in Airflow's documentation. What a decorator stands
/// at is a function and no command.
const OPERATORS: [Operator; 9] = [
    Operator { by_worker: true, ..operator("BashOperator", &["env"], &["bash_command"]) },
    operator("task.bash", &["env"], &[]),
    operator("PodOperator", &["env_vars"], &["cmds", "arguments"]),
    operator("task.kubernetes", &["env_vars"], &[]),
    operator("DockerOperator", OF_DOCKER, &["command"]),
    operator("DockerSwarmOperator", OF_DOCKER, &["command"]),
    operator("task.docker", OF_DOCKER, &[]),
    operator("SSHOperator", &["environment"], &["command"]),
    operator("VirtualenvOperator", &["env_vars"], &[]),
];

impl Operator {
    /// The operator that a call makes.
    fn of(call: &Call) -> Option<&'static Self> {
        let path = call.path.strip_suffix(".partial").unwrap_or(&call.path);
        OPERATORS.iter().find(|it| path.ends_with(it.ending))
    }
}

/// Whether a program is one of Airflow's.
pub(super) fn is_dag(module: &Module<'_>) -> bool {
    module.imports.values().any(|path| path.split('.').next() == Some("airflow"))
}

/// What the tasks of a DAG hand to the programs that they start.
pub(super) fn facts(module: &Module<'_>, vendors: &[Vendor]) -> Facts {
    let mut room = Room {
        source: module.source,
        vendors,
        unit: module.blocks[0].scope.clone(),
        facts: Facts::default(),
        doubles_dollars: false,
    };
    let renderer = Renderer::new(module);
    for server in servers::servers(module, vendors) {
        let scope = room.unit.within("server", server.open);
        let variables = environment::entries(module, &server.environment, server.block);
        let command = Command::of(module, &renderer, &server.command, false);
        if let Some(command) = command {
            run(&mut room, &command, &variables, &scope, SERVER);
        }
        set(&mut room, variables, &scope, SERVER);
    }
    if !is_dag(module) {
        return room.facts;
    }
    let (mut n_bytes, mut n_variables) = (0, 0);
    let is_told = |call: &&Call| Operator::of(call).is_some() || environment::sets(call);
    for call in module.calls.iter().filter(is_told).within(MANY) {
        let scope = room.unit.within("task", call.open);
        let owner = owner(module, call);
        let has_room = VARIABLES.has_room(n_variables);
        let variables = if has_room { environment::variables(module, call) } else { Vec::new() };
        n_variables += variables.len();
        if LENGTH.has_room(n_bytes)
            && let Some(command) = command(module, &renderer, call)
        {
            n_bytes += command.scalar.text.len();
            run(&mut room, &command, &variables, &scope, &owner);
        }
        set(&mut room, variables, &scope, &owner);
    }
    room.facts
}

/// The command that a call gives its operator.
fn command<'m, 'a>(
    module: &'m Module<'a>,
    renderer: &Renderer<'m, 'a>,
    call: &Call,
) -> Option<Command<'m, 'a>> {
    let operator = Operator::of(call).filter(|it| !it.command.is_empty())?;
    let arguments = module.arguments(call.open);
    let of = |name: &&str| arguments.iter().find(|it| it.keyword == Some(*name));
    let given = operator.command.iter().filter_map(of);
    let given: Vec<_> = given.map(|it| (it.value.clone(), call.block)).collect();
    Command::of(module, renderer, &given, operator.by_worker)
}

/// Read a command amid its environment. Where it runs is no folder of the repository. What it reads and nothing sets is
/// the worker's own, which runs commands in its own environment.
fn run(
    room: &mut Room<'_>,
    command: &Command<'_, '_>,
    variables: &[Variable],
    scope: &Scope,
    owner: &str,
) {
    let known = |piece: &Piece| match &piece.part {
        Part::Variable(name) => {
            let set = variables.iter().filter(|it| it.name == *name);
            set.filter_map(|it| it.literal.clone()).collect()
        }
        _ => Vec::new(),
    };
    let visible = || {
        let names = variables.iter().map(|it| it.name.clone());
        names.filter(|name| room.is_credential(name)).collect()
    };
    let script = Script {
        source: room.source,
        scalar: &command.scalar,
        scope: scope.within("script", ""),
        folders: Vec::new(),
        label: owner.to_owned(),
        vendors: room.vendors,
        expression: &|piece| command.takes(piece),
        known: &known,
        visible: &visible,
    };
    let mut facts = shell::outcome(&script).facts;
    if command.by_worker {
        begin_at_worker(room, variables, &script.scope, &mut facts);
    }
    room.facts.append(facts);
}

/// What a script spells and neither it nor its task sets is read in the environment of the worker, which the whole file
/// has.
fn begin_at_worker(room: &Room<'_>, variables: &[Variable], scope: &Scope, facts: &mut Facts) {
    let given = facts.sites.iter().filter_map(|site| Some(site.gives.as_ref()?.text.clone()));
    let set: HashSet<String> = given.chain(variables.iter().map(|it| it.name.clone())).collect();
    for take in facts.sites.iter_mut().flat_map(|site| &mut site.takes) {
        let name = &mut take.name;
        let is_open = name.space == Space::Env && name.scope == *scope && !set.contains(&name.text);
        if is_open && room.source.slice(take.span).contains(&name.text) {
            name.scope = room.unit.clone();
        }
    }
}

/// What messages call the task of a call.
fn owner(module: &Module<'_>, call: &Call) -> String {
    let arguments = module.arguments(call.open).into_iter();
    let mut named = arguments.filter(|it| it.keyword == Some("task_id"));
    let id = named.next().and_then(|it| module.plain(it.value.start));
    id.map_or_else(|| "a task's program".to_owned(), |id| format!("the program of task `{id}`"))
}
