//! Members of what a name holds: after `settings = Settings()` the name `settings.token` holds what the class says of
//! its `token`, and after `return headers` the call has the entries of `headers`.

use crate::model::{Most, Within as _};
use std::collections::{HashMap, HashSet};

use super::module::{Assignment, Module};

/// How many members are told in all.
const MANY: Most = Most::new(20_000, "members of classes");
/// How often members of members are looked for.
const ROUNDS: usize = 3;

/// Add what members of names hold.
pub(super) fn add(module: &mut Module<'_>) {
    let mut known: HashSet<(usize, String, usize)> = HashSet::new();
    for _ in 0..ROUNDS {
        let room = MANY.after(known.len());
        let mut found = found(module);
        found.retain(|it| known.insert((it.block, it.target.clone(), it.value.start)));
        room.cut(&mut found);
        if found.is_empty() {
            break;
        }
        module.assignments.extend(found);
    }
}

fn found(module: &Module<'_>) -> Vec<Assignment> {
    let members = &Members::of(module);
    let of_names = module.assignments.iter().flat_map(|it| {
        let own = members.held(it).into_iter();
        own.map(|(member, rest)| named(member, it.block, &format!("{}{rest}", it.target)))
    });
    let classes = module.blocks.iter().enumerate().filter(|(_, it)| it.is_class);
    let of_classes = classes.flat_map(|(class, block)| {
        let (name, outer) = (module.word(block.at), block.outer.unwrap_or_default());
        members.of_class(class).flat_map(move |(member, rest)| {
            let is_of_all = members.given.contains(&(class, &rest[1..]));
            let of_one = named(member, outer, &format!("{name}(){rest}"));
            let of_all = is_of_all.then(|| named(member, outer, &format!("{name}{rest}")));
            of_all.into_iter().chain([of_one])
        })
    });
    of_names.chain(of_classes).within(MANY).collect()
}

/// A member under another name.
fn named(member: &Assignment, block: usize, target: &str) -> Assignment {
    Assignment { block, target: target.to_owned(), ..member.clone() }
}

struct Members<'m, 'a> {
    module: &'m Module<'a>,
    of: HashMap<(usize, &'m str), Vec<&'m Assignment>>,
    given: HashSet<(usize, &'m str)>,
}

impl<'m, 'a> Members<'m, 'a> {
    fn of(module: &'m Module<'a>) -> Self {
        let mut members = Self { module, of: HashMap::new(), given: HashSet::new() };
        for it in &module.assignments {
            members.given.insert((it.block, &it.target));
            if let Some(at) = it.target.rfind(['.', '[']) {
                members.of.entry((it.block, &it.target[..at])).or_default().push(it);
            }
        }
        members
    }

    /// The members of an object of a class, with what follows its name.
    fn of_class(&self, class: usize) -> impl Iterator<Item = (&'m Assignment, &'m str)> {
        self.below(class, "self")
    }

    fn below(&self, block: usize, name: &str) -> impl Iterator<Item = (&'m Assignment, &'m str)> {
        let length = name.len();
        let found = self.of.get(&(block, name)).into_iter().flatten();
        let found: Vec<_> = found.map(|it| (*it, &it.target[length..])).collect();
        found.into_iter()
    }

    /// The members of what an assignment gives, if that is an object of the file's own, or another name.
    fn held(&self, it: &Assignment) -> Vec<(&'m Assignment, &'m str)> {
        let module = self.module;
        if !module.is_name(it.value.start) || !it.reads.is_empty() {
            return Vec::new();
        }
        let (parts, next) = module.chain(it.value.start);
        let called = module.word(next) == "(" && module.behind(next) == it.value.end;
        if called && let Some(class) = module.class(it.read_in, &parts) {
            return self.of_class(class).collect();
        }
        let name = parts.join(".") + if called { "()" } else { "" };
        let whole = called || next == it.value.end;
        let home =
            module.outwards(it.read_in).find(|it| self.given.contains(&(*it, name.as_str())));
        let home = home.filter(|home| whole && (*home, name.as_str()) != (it.block, &it.target));
        home.map(|home| self.below(home, &name).collect()).unwrap_or_default()
    }
}
