//! Calls that ask for a variable or a secret by its name: of the environment, of a store, of a secret manager, or of a
//! function that asks for whatever name it is given.

use std::ops::Range;

use super::value::Reader;
use super::{imports, reads, stores, templates};
use crate::model::{Name, Space, Take};

impl Reader<'_, '_> {
    /// `st.secrets["dbt"]["token"]`, `st.secrets.dbt.token`, `st.secrets.get("token")`, and the token behind it.
    pub fn of_streamlit(&mut self, path: &str, at: usize, mut next: usize) -> Option<usize> {
        let module = self.module;
        let rest = reads::of_streamlit(path)?;
        let is_asked = reads::ends_with(rest, "get");
        let own = rest.strip_suffix("get").filter(|_| is_asked).unwrap_or(rest);
        let mut name = own.trim_end_matches('.').to_owned();
        let asked = if is_asked { "(" } else { "[" };
        for _ in 0..4 {
            let Some(key) = module.plain(next + 1).filter(|_| module.word(next) == asked) else {
                break;
            };
            name = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
            next = module.behind(next);
        }
        let span = module.span(&(at..next));
        let fits = !name.is_empty() && name.len() < 200;
        let name = Name::new(Space::Setting, self.unit(), name);
        self.takes.extend(fits.then_some(Take { name, span }));
        Some(next)
    }

    /// Whether a call, or one behind it, asks a secret manager: `boto3.client("secretsmanager").get_secret_value(…)`.
    pub fn stored(&mut self, parts: &[&str], open: usize) -> bool {
        let module = self.module;
        let mut method = parts.split_first().and_then(|(_, rest)| rest.last()).copied();
        let mut open = open;
        for _ in 0..8 {
            let secret = method.and_then(|it| stores::asked_for(module, self.block, it, open));
            match secret {
                Some(stores::Secret::Named(name, at)) => {
                    let (name, span) = (Name::new(Space::Setting, self.unit(), name), at..at + 1);
                    self.takes.push(Take { name, span: module.span(&span) });
                    return true;
                }
                Some(stores::Secret::Asked(parameter)) => {
                    self.asked.push((Space::Setting, parameter));
                    return true;
                }
                None => {}
            }
            let mut next = module.behind(open);
            method = None;
            while module.word(next) == "." && module.is_name(next + 1) {
                method = Some(module.word(next + 1));
                next += 2;
            }
            if module.word(next) != "(" {
                return false;
            }
            open = next;
        }
        false
    }

    /// What a function of another module gives back, which may be what stands under the name that it is given.
    pub fn foreign(&mut self, function: &str, range: &Range<usize>, open: usize) {
        let module = self.module;
        if module.imported.of(function).is_none() {
            return;
        }
        if let Some(argument) = module.arguments(open).first().filter(|it| it.value.len() == 1)
            && let Some(text) = module.plain(argument.value.start)
            && text.len() < 200
        {
            let parameter = argument.keyword.unwrap_or("0");
            self.local(&imports::asked(function, parameter, text), range);
        }
        self.local(&format!("{function}()"), range);
    }

    /// Whether a call asks a function of the file for what stands under a name.
    pub fn asked_for(&mut self, parts: &[&str], open: usize) -> bool {
        let module = self.module;
        // A reader of the environment may be a function of the file that has another's name.
        let is_reader =
            reads::by_call(module, self.block, parts, &module.resolved(parts)).is_some();
        let function = module.function(self.block, parts).filter(|_| !is_reader);
        let asked = function.and_then(|function| self.asked_of(function, open));
        if let Some((space, name)) = asked {
            self.named(space, "", name);
        }
        asked.is_some()
    }

    /// The name that a function of the file is asked for, and where it reads what stands under it.
    fn asked_of(&self, function: usize, open: usize) -> Option<(Space, usize)> {
        let module = self.module;
        let (space, parameter) = module.readers.get(&function)?;
        let place = module.blocks[function].parameters.iter().position(|it| it == parameter)?;
        let arguments = module.arguments(open);
        let by_name = arguments.iter().find(|it| it.keyword == Some(parameter));
        let by_place = arguments.get(place).filter(|it| it.keyword.is_none());
        let value = &by_name.or(by_place)?.value;
        module.plain(value.start).filter(|_| value.len() == 1)?;
        Some((*space, value.start))
    }

    /// The name that a reader is given: under `key` or `name`, or as the last of its strings that are given by place.
    pub fn argument(&mut self, space: Space, path: &str, open: usize) {
        let arguments = self.module.arguments(open);
        let named = arguments.iter().find(|it| matches!(it.keyword, Some("key" | "name")));
        let is_text = |range: &Range<usize>| {
            self.module.plain(range.start).is_some() || self.module.is_name(range.start)
        };
        let by_place: Vec<_> = arguments.iter().filter(|it| it.keyword.is_none()).collect();
        let place = match space {
            // `dbutils.secrets.get("scope", "key")`; of other readers the second argument is what is given instead.
            Space::Setting
                if self.module.word(open - 1) == "get"
                    && self.module.word(open - 3) == "secrets" =>
            {
                by_place.last()
            }
            _ => by_place.first(),
        };
        if let Some(found) = named.or(place.copied()).filter(|it| is_text(&it.value)) {
            let at = found.value.start;
            self.named(space, path, at);
        }
    }

    pub fn named(&mut self, space: Space, path: &str, at: usize) {
        let name = self.module.plain(at).filter(|name| !name.is_empty() && name.len() < 200);
        if let Some(name) = name {
            let span = self.module.span(&(at..at + 1));
            let of_airflow = || templates::variable(name).filter(|_| reads::is_of_airflow(path));
            let name = of_airflow().unwrap_or_else(|| Name::new(space, self.unit(), name));
            self.takes.push(Take { name, span });
        } else if self.module.is_name(at) && matches!(self.module.word(at + 1), ")" | "]" | ",") {
            let word = self.module.word(at);
            if self.module.blocks[self.block].parameters.iter().any(|it| it == word) {
                self.asked.push((space, word.to_owned()));
            }
        }
    }
}
