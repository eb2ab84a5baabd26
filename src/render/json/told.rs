//! From the nouns of a report to the rows of the document.

use crate::model::{
    Baselined, Changed, Evidence, Exposure, Finding, Grant, Loose, Need, Permission, Position,
    Problem, Span, Step, Suppression, Usage,
};

use super::super::scene::Scene;
use super::rows::{
    At, BaselineRow, BecauseRow, ChangeRow, EvidenceRow, ExposureRow, FindingRow, FixRow, GrantRow,
    LooseRow, LoosenedRow, NeedRow, OwnRow, PermissionRow, PlaceRow, ProblemRow, StepRow,
    SummaryRow, SuppressionRow, UsageRow,
};

/// The rows of a scene. Text stays as it is but for values; JSON's escapes make it inert and lose nothing.
pub(super) struct Told<'a> {
    pub(super) scene: &'a Scene<'a>,
}

impl Told<'_> {
    fn text(&self, text: &str) -> String {
        self.scene.redactor.prose(text).into_owned()
    }

    fn place(&self, span: Span) -> PlaceRow {
        let place = self.scene.place(span);
        PlaceRow { path: self.text(place.path), start: at(place.start), end: at(place.end) }
    }

    fn step(&self, step: &Step) -> StepRow {
        StepRow { place: self.place(step.span), says: self.text(&step.says) }
    }

    fn steps(&self, steps: &[Step]) -> Vec<StepRow> {
        steps.iter().map(|step| self.step(step)).collect()
    }

    pub(super) fn finding(&self, finding: &Finding) -> FindingRow {
        FindingRow {
            rule: self.text(&finding.rule),
            level: finding.level.as_str(),
            message: self.text(&finding.message),
            help: self.text(&finding.help),
            place: self.place(finding.span),
            fingerprint: finding.fingerprint.clone(),
            usage: finding.usage,
            fix: finding
                .fix
                .as_ref()
                .map(|fix| FixRow { says: self.text(&fix.says), safety: fix.safety.as_str() }),
            suppressed: finding.suppressed.as_ref().map(|it| self.suppression(it)),
            trace: self.steps(&finding.trace),
            notes: self.steps(&finding.notes),
        }
    }

    fn suppression(&self, suppression: &Suppression) -> SuppressionRow {
        SuppressionRow {
            by: suppression.by.clone(),
            because: self.text(&suppression.because),
            until: suppression.until.as_deref().map(|until| self.text(until)),
            owner: suppression.owner.as_deref().map(|owner| self.text(owner)),
        }
    }

    pub(super) fn usage(&self, usage: &Usage) -> UsageRow {
        let (credential, context) = (&usage.credential, &usage.context);
        UsageRow {
            id: usage.id,
            vendor: credential.vendor.clone(),
            name: self.text(&credential.name),
            place: self.place(usage.span),
            kind: credential.kind.as_str(),
            evidence: credential.evidence.iter().map(|it| self.evidence(it)).collect(),
            runner: context.runner.as_str(),
            environment: context.environment.as_str(),
            because: BecauseRow {
                runner: context.runner_because.as_ref().map(|step| self.step(step)),
                environment: context.environment_because.as_ref().map(|step| self.step(step)),
            },
            active: context.active,
            consumer: usage.consumer.clone(),
            consumer_title: self.text(&usage.consumer_title),
            class: usage.class.as_str(),
            requires: usage.requires.as_str(),
            requires_because: self.text(&usage.requires_because),
            verdict: self.scene.verdict(usage.id).as_str(),
            trace: self.steps(&usage.trace),
        }
    }

    fn evidence(&self, evidence: &Evidence) -> EvidenceRow {
        let place = evidence.span.map(|span| self.place(span));
        let (path, start, end) = place.map_or((None, None, None), |place| {
            (Some(place.path), Some(place.start), Some(place.end))
        });
        EvidenceRow {
            strength: evidence.strength.as_str(),
            kind: evidence.kind.as_str(),
            says: self.text(&evidence.says),
            path,
            start,
            end,
        }
    }

    pub(super) fn exposure(&self, exposure: &Exposure) -> ExposureRow {
        ExposureRow {
            form: exposure.form.as_str(),
            place: self.place(exposure.span),
            credential: self.text(&exposure.credential),
            says: self.text(&exposure.says),
            kind: exposure.kind.as_str(),
            written: exposure.written,
            runner: exposure.context.runner.as_str(),
            environment: exposure.context.environment.as_str(),
            trace: self.steps(&exposure.trace),
        }
    }

    pub(super) fn grant(&self, grant: &Grant) -> GrantRow {
        GrantRow {
            id: grant.id,
            vendor: grant.vendor.clone(),
            name: self.text(&grant.name),
            title: grant.title.as_deref().map(|title| self.text(title)),
            place: self.place(grant.span),
            permissions: grant.permissions.iter().map(|it| self.permission(it)).collect(),
            whole: grant.whole,
            usages: grant.usages.clone(),
            fit: grant.fit.as_str(),
            needed: grant.needed.clone(),
            consumers: grant.consumers.iter().map(|it| self.need(it)).collect(),
            trace: self.steps(&grant.trace),
        }
    }

    fn permission(&self, permission: &Permission) -> PermissionRow {
        PermissionRow {
            set: permission.set.as_deref().map(|set| self.text(set)),
            place: self.place(permission.span),
            projects: permission.projects.as_str(),
            environments: permission.categories.as_str(),
            needed_by: permission.needed_by.as_ref().map(|step| self.step(step)),
            beyond_need: permission.beyond,
        }
    }

    fn need(&self, need: &Need) -> NeedRow {
        NeedRow {
            title: self.text(&need.title),
            sets: need.sets.clone(),
            source: need.source.clone(),
        }
    }

    pub(super) fn problem(&self, problem: &Problem) -> ProblemRow {
        let span = problem.span.filter(|span| self.scene.has(*span));
        let place = span.map(|span| self.scene.place(span));
        ProblemRow {
            path: self.text(&problem.path),
            start: place.as_ref().map(|place| at(place.start)),
            end: place.as_ref().map(|place| at(place.end)),
            message: self.text(&problem.message),
        }
    }

    pub(super) fn summary(&self) -> SummaryRow {
        let summary = self.scene.report.summary;
        SummaryRow {
            files: summary.files,
            read: summary.read,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            problems: summary.problems,
            suppressed: summary.suppressed,
            unfollowed: summary.unfollowed,
            unread_grants: summary.unread_grants,
            loosened: self.loosened(),
            change: self.scene.report.change.as_ref().map(|it| self.change(it)),
            baseline: self.scene.report.baseline.as_ref().map(|it| self.baseline(it)),
        }
    }

    fn change(&self, change: &Changed) -> ChangeRow {
        ChangeRow {
            against: self.text(&change.against),
            before: change.before,
            problems: change.problems,
            hushed: change.hushed,
        }
    }

    fn baseline(&self, baseline: &Baselined) -> BaselineRow {
        BaselineRow {
            path: self.text(&baseline.path),
            silenced: baseline.silenced,
            stale: baseline.stale.clone(),
        }
    }

    fn loosened(&self) -> LoosenedRow {
        let loosened = &self.scene.report.loosened;
        let settings = loosened.own.as_ref().map(|own| OwnRow {
            path: self.text(&own.path),
            heeded: own.heeded,
            loose: own.loose.as_ref().map(|loose| self.loose(loose)),
        });
        LoosenedRow { settings, comments: loosened.comments, kinds: loosened.kinds.len() }
    }

    fn loose(&self, loose: &Loose) -> LooseRow {
        let names = |rules: &[String]| rules.iter().map(|it| self.text(it)).collect();
        LooseRow {
            off: names(&loose.off),
            lowered: names(&loose.lowered),
            allowances: loose.allowances,
            kinds: loose.kinds,
            contexts: loose.contexts,
            plan: loose.plan,
            limits: loose.limits.clone(),
        }
    }
}

fn at(position: Position) -> At {
    At { line: position.line, column: position.column, offset: position.offset }
}
