//! Fields that a class only declares: pydantic fills those of settings from the environment, callers those of a
//! dataclass.

use std::collections::HashMap;

use super::module::{Assignment, Module, Way};
use super::parameters;
use crate::model::{Arrange as _, Most, Name, Space, Within as _};

/// A field with its type.
pub(super) struct Field {
    pub name: String,
    /// The token that spells it.
    at: usize,
    /// The variables of the environment from which it is filled.
    variables: Vec<String>,
}

/// The fields of the classes that have no function of their own that makes them.
pub(super) type Fields = HashMap<usize, Vec<Field>>;

/// How many fields of one class are looked at.
const MANY: Most = Most::new(100, "fields of one class");
/// How many classes one is made from are looked through.
const DEPTH: usize = 4;

/// The fields that classes declare.
pub(super) fn of(module: &Module<'_>) -> Fields {
    let mut bodies: HashMap<usize, Vec<usize>> = HashMap::new();
    for (start, block) in module.statements() {
        if module.blocks[block].is_class && module.is_name(start) && module.word(start + 1) == ":" {
            bodies.entry(block).or_default().push(start);
        }
    }
    let own = |class: &usize| module.function(*class, &["self", "__init__"]).is_none();
    let bodies = bodies.into_iter().filter(|(class, _)| own(class));
    bodies.map(|(class, body)| (class, fields(module, class, &body))).collect()
}

fn fields(module: &Module<'_>, class: usize, body: &[usize]) -> Vec<Field> {
    let prefix = is_settings(module, class, DEPTH).then(|| prefix(module, class));
    let field = |at: &usize| {
        let name = module.word(*at).to_owned();
        let variables = prefix.as_ref().map(|it| variables(module, *at, it)).unwrap_or_default();
        Field { name, at: *at, variables }
    };
    body.iter().within(MANY).map(field).collect()
}

/// Whether pydantic fills a class from the environment.
fn is_settings(module: &Module<'_>, class: usize, depth: usize) -> bool {
    let open = module.blocks[class].at + 1;
    let bases = if module.word(open) == "(" { module.arguments(open) } else { Vec::new() };
    bases.iter().any(|base| {
        let (parts, _) = module.chain(base.value.start);
        let outer = module.blocks[class].outer.unwrap_or_default();
        let inherits = || module.class(outer, &parts).filter(|it| *it != class && 0 < depth);
        parts.last() == Some(&"BaseSettings")
            || inherits().is_some_and(|base| is_settings(module, base, depth - 1))
    })
}

/// What the names of all variables begin with: `SettingsConfigDict(env_prefix="DBT_")`, or a class `Config`.
fn prefix(module: &Module<'_>, class: usize) -> String {
    let inside = |block: usize| {
        block == class
            || module.blocks[block].outer == Some(class)
                && module.word(module.blocks[block].at) == "Config"
    };
    let given = module.assignments.iter().filter(|it| inside(it.block));
    let mut text = given.filter_map(|it| match it.target.as_str() {
        "env_prefix" | "model_config[env_prefix]" => module.plain(it.value.start),
        "model_config" => keyword(module, it.value.start + 1, "env_prefix"),
        _ => None,
    });
    text.next_back().unwrap_or_default().to_owned()
}

/// The variables of a field: those that it names, else its own name behind the prefix.
fn variables(module: &Module<'_>, at: usize, prefix: &str) -> Vec<String> {
    let end = module.line_end(at);
    let call = (at..end).find(|at| module.word(*at) == "Field" && module.word(at + 1) == "(");
    let named: Vec<&str> = call.map_or_else(Vec::new, |call| aliases(module, call + 1));
    if named.is_empty() {
        return vec![format!("{prefix}{}", module.word(at)).to_uppercase()];
    }
    // Case counts in no settings unless they say so, and variables are written in capitals.
    let spelt = |it: &&str| {
        if it.chars().any(char::is_uppercase) { (*it).to_owned() } else { it.to_uppercase() }
    };
    named.iter().map(spelt).collect()
}

/// `alias="X"`, `env="X"`, `validation_alias=AliasChoices("X", "Y")`.
fn aliases<'a>(module: &Module<'a>, open: usize) -> Vec<&'a str> {
    let named = |keyword| matches!(keyword, Some("alias" | "validation_alias" | "env"));
    let arguments = module.arguments(open).into_iter().filter(|it| named(it.keyword));
    let texts = arguments.flat_map(|it| it.value).filter_map(|at| module.plain(at));
    texts.filter(|it| !it.is_empty()).take(8).collect()
}

fn keyword<'a>(module: &Module<'a>, open: usize, name: &str) -> Option<&'a str> {
    let arguments = module.arguments(open);
    let found = arguments.iter().find(|it| it.keyword == Some(name))?;
    module.plain(found.value.start)
}

/// What fills the fields of classes, as assignments of them.
pub(super) fn assignments(module: &Module<'_>, fields: &Fields) -> Vec<Assignment> {
    let mut classes: Vec<&usize> = fields.keys().collect();
    classes.arrange();
    let own = classes.into_iter().flat_map(|class| {
        fields[class].iter().enumerate().map(|(place, field)| (*class, place, field))
    });
    let given = own.filter_map(|(class, place, field)| {
        let reads = reads(module, class, place, field);
        (!reads.is_empty()).then(|| Assignment {
            block: class,
            read_in: class,
            target: format!("self.{}", field.name),
            value: field.at..field.at + 1,
            way: Way::Declared,
            reads,
        })
    });
    given.collect()
}

fn reads(module: &Module<'_>, class: usize, place: usize, field: &Field) -> Vec<Name> {
    let unit = &module.blocks[0].scope;
    if !field.variables.is_empty() {
        let names = field.variables.iter().map(|it| Name::new(Space::Env, unit, it.as_str()));
        return names.collect();
    }
    let class = &module.blocks[class];
    if class.outer != Some(0) {
        return Vec::new();
    }
    parameters::names(module, module.word(class.at), &field.name, place)
}
