//! Expressions that read a variable of the environment or of a store, and where the name that they ask for stands.

use super::module::Module;
use crate::model::Space;

/// Functions that read a variable of the environment, as the ends of their dotted names.
const OF_ENVIRONMENT: [&str; 13] = [
    "os.environ.get",
    "os.environ.pop",
    "os.environ.setdefault",
    "environ.get",
    "os.getenv",
    "getenv",
    "EnvVar",
    "EnvVar.str",
    "env",
    "env.str",
    "env.get",
    "environs.Env.str",
    "decouple.config",
];
/// What makes an object that reads the environment, or a file beside it, as the ends of dotted names.
const READERS: [&str; 7] = [
    "environs.Env",
    "environ.Env",
    "starlette.config.Config",
    "decouple.Config",
    "decouple.AutoConfig",
    "dotenv_values",
    "os.environ.copy",
];
/// The methods by which such an object is asked; it may also be called or subscripted.
const ASKED: [&str; 2] = ["str", "get"];
/// Functions that read a value from a store that is kept elsewhere.
const OF_STORES: [&str; 5] =
    ["Variable.get", "secrets.get", "Secret.load", "Secret.aload", "userdata.get"];
/// What is subscripted like a dictionary and holds values of a store.
const STORES: [&str; 3] = [STREAMLIT, "st.secrets", "dlt.secrets"];
/// The same, of which each part may also be read as a member: the name of `st.secrets.dbt["token"]` is `dbt.token`.
const STREAMLIT: &str = "streamlit.secrets";

/// What a call reads under the name that it is given.
pub(super) fn by_call(
    module: &Module<'_>,
    block: usize,
    parts: &[&str],
    path: &str,
) -> Option<Space> {
    let asks = || match parts {
        [object] => is_reader(module, block, object),
        [object, method] => ASKED.contains(method) && is_reader(module, block, object),
        _ => false,
    };
    if OF_ENVIRONMENT.iter().any(|it| ends_with(path, it)) || asks() {
        Some(Space::Env)
    } else if OF_STORES.iter().any(|it| ends_with(path, it)) {
        Some(Space::Setting)
    } else {
        None
    }
}

/// What a subscript reads under the name between its brackets.
pub(super) fn by_subscript(
    module: &Module<'_>,
    block: usize,
    parts: &[&str],
    path: &str,
) -> Option<Space> {
    let asks = || matches!(parts, [object] if is_reader(module, block, object));
    if ends_with(path, "os.environ") || path == "environ" || asks() {
        Some(Space::Env)
    } else if STORES.iter().any(|it| ends_with(path, it)) {
        Some(Space::Setting)
    } else {
        None
    }
}

/// Whether a dotted name is that of Streamlit's secrets, and the rest of it.
pub(super) fn of_streamlit(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(STREAMLIT).or_else(|| path.strip_prefix("st.secrets"))?;
    (rest.is_empty() || rest.starts_with('.')).then(|| rest.trim_start_matches('.'))
}

/// Whether a call asks Airflow for a variable that it keeps.
pub(super) fn is_of_airflow(path: &str) -> bool {
    path.starts_with("airflow.") && ends_with(path, "Variable.get")
}

/// Whether a name holds an object that reads the environment.
fn is_reader(module: &Module<'_>, block: usize, name: &str) -> bool {
    let makes = |value: &std::ops::Range<usize>| {
        let (parts, next) = module.chain(value.start);
        let path = module.resolved(&parts);
        module.word(next) == "(" && READERS.iter().any(|it| ends_with(&path, it))
    };
    let home = module.home(block, name);
    home.is_some_and(|home| module.given(home, name).take(4).any(|it| makes(&it.value)))
}

/// Whether a dotted name is this one, or ends with it behind a dot.
pub(super) fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}
