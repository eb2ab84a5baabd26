//! What rules say of declared tokens and of what each is given.

use crate::model::{
    Finding, Grant, Permission, Policy, Rule, Sources, Span, Step, Subject, Vendor,
};

use super::beside::Thing;
use super::fix;
use super::message::{self, Facts};
use super::once::Cause;
use super::spoken::{heard, help, level, say, special};
use super::vocabulary;
use super::{Case, Draft};

/// Every finding about the declared tokens of a case.
pub(super) fn drafts<'a>(case: &Case<'a>, policy: &'a Policy) -> Vec<Draft<'a>> {
    let judged = |grant: &'a Grant| {
        let vendor = policy.vendors.iter().find(|vendor| vendor.id == grant.vendor)?;
        let path = case.sources.path(grant.span.source);
        Some(Judged { grant, vendor, path, policy, sources: case.sources }.drafts())
    };
    case.grants.iter().filter_map(judged).flatten().collect()
}

/// A token with what is needed to judge it.
struct Judged<'a, 'p> {
    grant: &'a Grant,
    vendor: &'a Vendor,
    path: &'p str,
    policy: &'a Policy,
    sources: &'p Sources,
}

impl<'a> Judged<'a, '_> {
    fn drafts(&self) -> Vec<Draft<'a>> {
        let rules = self.policy.rules.iter();
        let whole = rules.clone().filter(|it| it.subject == Subject::Grant);
        let single = rules.filter(|it| it.subject == Subject::Permission);
        let mut drafts: Vec<Draft<'_>> = whole.filter_map(|rule| self.whole(rule)).collect();
        for rule in single {
            drafts.extend(self.grant.permissions.iter().filter_map(|it| self.single(rule, it)));
        }
        drafts
    }

    /// What a rule says of the token as a whole. It stands where the token is called what the rule speaks of, or where
    /// more is given than is needed, else at the resource.
    fn whole(&self, rule: &Rule) -> Option<Draft<'a>> {
        let said = |word: &str| vocabulary::of_grant(word, self.grant, self.policy);
        let beyond = self.grant.permissions.iter().find(|it| it.beyond);
        let called = self.grant.title_span.filter(|_| is_of_name(rule));
        let span = called.unwrap_or_else(|| beyond.map_or(self.grant.span, |it| it.span));
        let facts = Facts::of_grant(self.grant, self.vendor, rule, self.path);
        let facts = match beyond {
            Some(permission) => facts.of_permission(permission, self.vendor),
            None => facts,
        };
        self.draft(rule, span, &facts, said)
    }

    fn single(&self, rule: &Rule, permission: &Permission) -> Option<Draft<'a>> {
        let said = |word: &str| {
            vocabulary::of_permission(word, self.grant, permission, Some(self.vendor), self.policy)
        };
        let facts = Facts::of_grant(self.grant, self.vendor, rule, self.path)
            .of_permission(permission, self.vendor);
        let mut draft = self.draft(rule, permission.span, &facts, said)?;
        draft.finding.notes.extend(permission.needed_by.clone());
        Some(draft)
    }

    fn draft(
        &self,
        rule: &Rule,
        span: Span,
        facts: &Facts,
        said: impl Fn(&str) -> Option<Vec<String>>,
    ) -> Option<Draft<'a>> {
        if !vocabulary::matches(rule, &said) {
            return None;
        }
        let special = special(rule, said);
        let finding = Finding {
            rule: rule.id.clone(),
            level: heard(level(rule, special, self.policy)?, self.grant.active),
            message: message::filled(say(rule, special), facts),
            help: message::filled(help(rule, special), facts),
            span,
            trace: self.grant.trace.clone(),
            notes: self.notes(),
            fingerprint: String::new(),
            ways: Vec::new(),
            also: Vec::new(),
            fix: fix::of_grant(rule, self.grant, self.vendor, self.sources),
            usage: self.grant.usages.first().copied(),
            suppressed: None,
        };
        let credential = self.grant.name.as_str();
        let cause = is_of_breadth(rule).then_some(Cause::Granted(self.grant.id));
        let thing = Some(Thing::Grant(self.grant.id));
        Some(Draft { finding, precedence: None, credential, consumer: "", value: 0, cause, thing })
    }

    /// What each consumer needs, where that tells how it fits.
    fn notes(&self) -> Vec<Step> {
        let needs = self.grant.consumers.iter().filter(|need| !need.sets.is_empty());
        let says = |need: &crate::model::Need| {
            let sets: Vec<String> = need.sets.iter().map(|it| format!("`{it}`")).collect();
            format!("{} needs {} ({})", need.title, sets.join(" and "), need.source)
        };
        needs.map(|need| Step { span: need.span, says: says(need) }).collect()
    }
}

/// Whether a rule speaks of how far a token reaches, by whichever of the sets that it is given.
fn is_of_breadth(rule: &Rule) -> bool {
    let words = ["set.writes", "projects", "environments"];
    rule.subject == Subject::Permission
        && rule.when.iter().any(|it| words.contains(&it.word.as_str()))
}

/// Whether a rule speaks of what a token is called.
fn is_of_name(rule: &Rule) -> bool {
    rule.when.iter().any(|it| it.word == "named-for")
}
