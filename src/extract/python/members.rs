//! Members of what a name holds: after `settings = Settings()` the name `settings.token` holds what the class says of
//! its `token`, and after `return headers` the call has the entries of `headers`.

use crate::model::{Most, Within as _};
use std::collections::HashSet;

use super::module::{Assignment, Module, Places};
use super::several;

/// How many members are told in all.
const MANY: Most = Most::new(20_000, "members of classes");
/// How often members of members are looked for.
const ROUNDS: usize = 3;

/// Add what members of names hold, and make all names known.
pub(super) fn add(module: &mut Module<'_>) {
    let mut known: HashSet<(usize, String, usize)> = HashSet::new();
    let mut members = Members::default();
    for _ in 0..ROUNDS {
        let before = members.looked;
        module.file_given();
        members.look(module);
        let room = MANY.after(known.len());
        let mut found = members.found(module, before);
        found.retain(|it| known.insert((it.block, it.target.clone(), it.value.start)));
        room.cut(&mut found);
        if found.is_empty() {
            break;
        }
        module.assignments.extend(found);
    }
    module.file_given();
}

/// A member under another name.
fn named(member: &Assignment, block: usize, target: String) -> Assignment {
    let Assignment { read_in, way, .. } = *member;
    let (value, reads) = (member.value.clone(), member.reads.clone());
    Assignment { block, read_in, target, value, way, reads }
}

/// Where the name of a member begins behind that of its holder: at `.token`, at `[Authorization]`.
fn end(target: &str) -> Option<usize> {
    target.rfind(['.', '['])
}

fn rest(member: &Assignment) -> &str {
    &member.target[end(&member.target).unwrap_or_default()..]
}

/// The assignments of members.
#[derive(Default)]
struct Members {
    /// By their holders.
    of: Places,
    /// How many assignments were looked at.
    looked: usize,
}

impl Members {
    /// Look at the assignments that were added.
    fn look(&mut self, module: &Module<'_>) {
        for (index, it) in module.assignments.iter().enumerate().skip(self.looked) {
            if let Some(end) = end(&it.target) {
                self.of.add(it.block, &it.target[..end], index);
            }
        }
        self.looked = module.assignments.len();
    }

    /// What members of names hold that could not be told from the first assignments alone.
    fn found(&self, module: &Module<'_>, before: usize) -> Vec<Assignment> {
        let of_names = module.assignments.iter().enumerate().flat_map(|(at, it)| {
            let own = self.held(module, it, if before <= at { 0 } else { before }).iter();
            own.map(move |member| {
                let member = &module.assignments[*member];
                named(member, it.block, format!("{}{}", it.target, rest(member)))
            })
        });
        let classes = module.blocks.iter().enumerate().filter(|(_, it)| it.is_class);
        let of_classes = classes.flat_map(|(class, block)| {
            let (name, outer) = (module.word(block.at), block.outer.unwrap_or_default());
            self.of_class(class, 0).iter().flat_map(move |at| {
                let member = &module.assignments[*at];
                let rest = rest(member);
                let is_new = before <= *at;
                let given = module.first_in(class, &rest[1..]);
                let of_all = given.filter(|given| is_new || before <= *given);
                let of_all = of_all.map(|_| named(member, outer, format!("{name}{rest}")));
                let of_one = is_new.then(|| named(member, outer, format!("{name}(){rest}")));
                of_all.into_iter().chain(of_one)
            })
        });
        of_names.chain(of_classes).within(MANY).collect()
    }

    /// The members of an object of a class, from an assignment on.
    fn of_class(&self, class: usize, from: usize) -> &[usize] {
        self.below(class, "self", from)
    }

    fn below(&self, block: usize, name: &str, from: usize) -> &[usize] {
        let found = self.of.at(block, name);
        &found[found.partition_point(|at| *at < from)..]
    }

    /// The members of what an assignment gives, if that is an object of the file's own, or another name; those that are
    /// given from an assignment on, or all where the name itself is.
    fn held(&self, module: &Module<'_>, it: &Assignment, from: usize) -> &[usize] {
        if !module.is_name(it.value.start) || !it.reads.is_empty() {
            return &[];
        }
        let (mut parts, next) = module.chain(it.value.start);
        // A value may be a part of what stands there: `TOKENS` of `TOKENS.items()`.
        parts.truncate(it.value.len().div_ceil(2));
        let next = next.min(it.value.end);
        let called = module.word(next) == "(" && module.behind(next) == it.value.end;
        if called && let Some(class) = module.class(it.read_in, &parts) {
            return self.of_class(class, from);
        }
        let is_entry = module.word(next) == "[" && module.behind(next) == it.value.end;
        if !called && !is_entry && next != it.value.end {
            return &[];
        }
        let mut name = parts.join(".") + if called { "()" } else { "" };
        if is_entry {
            name = format!("{name}[{}]", several::key(module, next));
        }
        let home = module.first(it.read_in, &name);
        let home = home.filter(|(home, _)| (*home, name.as_str()) != (it.block, &it.target));
        let new = |first: usize| if from <= first { 0 } else { from };
        home.map_or(&[], |(home, first)| self.below(home, &name, new(first)))
    }
}
