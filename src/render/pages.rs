//! Pages about what is believed: the table of rules, and one rule.

use crate::model::{Arrange, Condition, Level, Policy, Rule};

use super::clean::{one_line, placeholders};
use super::look::{Ink, Look, cut, width_of};

/// The table of rules with the levels that they have in this repository.
pub(super) fn rules(policy: &Policy, look: Look) -> String {
    let mut rules: Vec<&Rule> = policy.rules.iter().collect();
    rules.arrange_by(|a, b| a.id.cmp(&b.id));
    let ids = rules.iter().map(|rule| width_of(&rule.id)).max().unwrap_or(0).clamp(4, 44);
    let row = |rule: &Rule| {
        let set = policy.settings.levels.iter().rev().find(|(id, _)| *id == rule.id);
        let own = rule.level.map(|level| policy.settings.preset.of(level));
        let level = set.map_or(own, |(_, level)| *level);
        let id = cut(&one_line(&rule.id), ids);
        let gap = " ".repeat(ids - width_of(&id) + 2);
        let lead = ids + 2 + "warning  ".len();
        let word = format!("{:<7}", word(level));
        let title = look.wrap(&rule.title, lead, lead);
        format!("{id}{gap}{}  {title}\n", paint(look, level, &word))
    };
    rules.into_iter().map(row).collect()
}

/// What a rule says, why, when, and what to do about it.
pub(super) fn rule(rule: &Rule, look: Look) -> String {
    let id = one_line(&rule.id);
    let level = paint(look, rule.level, word(rule.level));
    let mut page = format!("{} ({level})\n", look.paint(Ink::Strong, &id));
    page += &look.block(&rule.title, 0);
    page += &section(look, "Why", &rule.why);
    page += &section(look, "What to do", &placeholders(&rule.help));
    page += &title(look, "When");
    page += &look.block(&format!("on = {}", rule.subject.as_str()), 2);
    page += &conditions(look, "", &rule.when);
    for group in &rule.unless {
        page += &conditions(look, "unless ", group);
    }
    for case in &rule.levels {
        page += &look.block(&format!("{} where:", word(case.level)), 2);
        page += &conditions(look, "  ", &case.when);
    }
    page += &title(look, "To silence one, on its line or the line above");
    page += &["  # keyfit: allow ", &id, " because REASON\n"].concat();
    page += &look.block("Behind the reason, `until YYYY-MM-DD` lets it end.", 2);
    page + &sources(look, &rule.source)
}

pub(super) fn section(look: Look, title: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    self::title(look, title) + &look.paragraphs(text, 2)
}

pub(super) fn title(look: Look, title: &str) -> String {
    format!("\n{}\n", look.paint(Ink::Strong, title))
}

pub(super) fn sources(look: Look, pages: &[String]) -> String {
    if pages.is_empty() {
        return String::new();
    }
    let pages: String = pages.iter().map(|page| look.block(page, 2)).collect();
    title(look, "Sources") + &pages
}

/// The conditions of a rule in the words of its file.
fn conditions(look: Look, before: &str, conditions: &[Condition]) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    let told: Vec<String> = conditions
        .iter()
        .map(|condition| format!("{} = {}", condition.word, condition.values.join(" or ")))
        .collect();
    let indent = 2 + before.len() - before.trim_start().len();
    look.block(&format!("{}{}", before.trim_start(), told.join(", and ")), indent)
}

fn word(level: Option<Level>) -> &'static str {
    level.map_or("off", Level::as_str)
}

fn paint(look: Look, level: Option<Level>, text: &str) -> String {
    level.map_or_else(|| text.to_owned(), |level| look.paint(Ink::Level(level), text))
}

#[cfg(test)]
mod tests {
    use crate::model::vendor::{CommandSlot, EnvSlot, KeySlot, ProviderSlot};
    use crate::model::{Class, Consumer, Level, Requires};
    use crate::render::made_up::{golden, policy};
    use crate::render::{Look, explain_consumer, explain_rule, rules};

    fn consumer() -> Consumer {
        let slot = |name: &str| EnvSlot { name: name.into(), kind: None };
        Consumer {
            id: "terraform-provider".into(),
            title: "the dbt Terraform provider".into(),
            class: Class::Infrastructure,
            needs: Requires::Either,
            actions: Vec::new(),
            commands: vec![CommandSlot {
                program: "dbtcloud-terraforming".into(),
                subcommand: None,
                with: Vec::new(),
                env: vec![slot("DBT_CLOUD_TOKEN")],
                flags: vec![slot("--token")],
                ..CommandSlot::default()
            }],
            providers: vec![ProviderSlot {
                names: vec!["dbtcloud".into()],
                sources: vec!["dbt-labs/dbtcloud".into()],
                argument: "token".into(),
                env: Some("DBT_CLOUD_TOKEN".into()),
                ..ProviderSlot::default()
            }],
            keys: vec![KeySlot {
                files: vec![crate::model::glob::PathGlob::new("**/dbt_cloud.yml")],
                path: "projects[].token-value".into(),
                mention: None,
                runner: None,
                environment: None,
                kind: None,
                reveals: None,
                starts: false,
            }],
            urls: Vec::new(),
            sources: vec!["https://github.com/dbt-labs/terraform-provider-dbtcloud".into()],
            read: "2026-10".into(),
            ..Consumer::default()
        }
    }

    #[test]
    fn the_pages_are_as_they_were() {
        let (policy, look) = (policy(), Look::default());
        let rule = policy.rule("personal-token-in-production-terraform").unwrap();
        let pages =
            [rules(&policy, look), explain_rule(rule, look), explain_consumer(&consumer(), look)];
        golden("pages.txt", &pages.join("\n----\n"));
    }

    #[test]
    fn the_table_shows_the_levels_of_this_repository() {
        let mut policy = policy();
        policy.settings.levels = vec![
            ("legacy-provider-source".into(), Some(Level::Note)),
            ("token-in-repository".into(), None),
        ];
        let table = rules(&policy, Look::default());
        let row = |id: &str| table.lines().find(|line| line.starts_with(id)).unwrap().to_owned();
        assert!(row("legacy-provider-source").contains(" note "), "{table}");
        assert!(row("token-in-repository").contains(" off "), "{table}");
    }
}
