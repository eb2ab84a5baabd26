//! The shapes of the document, in the order of their keys.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Document {
    pub(super) schema: u32,
    pub(super) tool: Tool,
    pub(super) findings: Vec<FindingRow>,
    pub(super) usages: Vec<UsageRow>,
    pub(super) grants: Vec<GrantRow>,
    pub(super) exposures: Vec<ExposureRow>,
    pub(super) problems: Vec<ProblemRow>,
    pub(super) summary: SummaryRow,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Serialize)]
pub(super) struct At {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) offset: usize,
}

#[derive(Serialize)]
pub(super) struct PlaceRow {
    pub(super) path: String,
    pub(super) start: At,
    pub(super) end: At,
}

#[derive(Serialize)]
pub(super) struct StepRow {
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) says: String,
}

#[derive(Serialize)]
pub(super) struct FindingRow {
    pub(super) rule: String,
    pub(super) level: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) fingerprint: String,
    pub(super) usage: Option<usize>,
    pub(super) fix: Option<FixRow>,
    pub(super) suppressed: Option<SuppressionRow>,
    pub(super) trace: Vec<StepRow>,
    pub(super) notes: Vec<StepRow>,
}

#[derive(Serialize)]
pub(super) struct FixRow {
    pub(super) says: String,
    pub(super) safety: &'static str,
}

#[derive(Serialize)]
pub(super) struct SuppressionRow {
    pub(super) by: String,
    pub(super) because: String,
    pub(super) until: Option<String>,
    pub(super) owner: Option<String>,
}

#[derive(Serialize)]
pub(super) struct UsageRow {
    pub(super) id: usize,
    pub(super) vendor: String,
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) kind: &'static str,
    pub(super) evidence: Vec<EvidenceRow>,
    pub(super) runner: &'static str,
    pub(super) environment: &'static str,
    pub(super) because: BecauseRow,
    pub(super) active: bool,
    pub(super) consumer: String,
    pub(super) consumer_title: String,
    pub(super) class: &'static str,
    pub(super) requires: &'static str,
    pub(super) requires_because: String,
    pub(super) verdict: &'static str,
    pub(super) trace: Vec<StepRow>,
}

#[derive(Serialize)]
pub(super) struct BecauseRow {
    pub(super) runner: Option<StepRow>,
    pub(super) environment: Option<StepRow>,
}

#[derive(Serialize)]
pub(super) struct EvidenceRow {
    pub(super) strength: &'static str,
    pub(super) kind: &'static str,
    pub(super) says: String,
    pub(super) path: Option<String>,
    pub(super) start: Option<At>,
    pub(super) end: Option<At>,
}

#[derive(Serialize)]
pub(super) struct ExposureRow {
    pub(super) form: &'static str,
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) credential: String,
    pub(super) says: String,
    pub(super) kind: &'static str,
    pub(super) written: bool,
    pub(super) runner: &'static str,
    pub(super) environment: &'static str,
    pub(super) trace: Vec<StepRow>,
}

#[derive(Serialize)]
pub(super) struct GrantRow {
    pub(super) id: usize,
    pub(super) vendor: String,
    pub(super) name: String,
    pub(super) title: Option<String>,
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) permissions: Vec<PermissionRow>,
    pub(super) whole: bool,
    pub(super) usages: Vec<usize>,
    pub(super) fit: &'static str,
    pub(super) needed: Vec<String>,
    pub(super) consumers: Vec<NeedRow>,
    pub(super) trace: Vec<StepRow>,
}

#[derive(Serialize)]
pub(super) struct PermissionRow {
    pub(super) set: Option<String>,
    #[serde(flatten)]
    pub(super) place: PlaceRow,
    pub(super) projects: &'static str,
    pub(super) environments: &'static str,
    pub(super) needed_by: Option<StepRow>,
    pub(super) beyond_need: bool,
}

#[derive(Serialize)]
pub(super) struct NeedRow {
    pub(super) title: String,
    pub(super) sets: Vec<String>,
    pub(super) source: String,
}

#[derive(Serialize)]
pub(super) struct ProblemRow {
    pub(super) path: String,
    pub(super) start: Option<At>,
    pub(super) end: Option<At>,
    pub(super) message: String,
}

#[derive(Serialize)]
pub(super) struct SummaryRow {
    pub(super) files: usize,
    pub(super) read: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) problems: usize,
    pub(super) suppressed: usize,
    pub(super) unfollowed: usize,
    pub(super) unread_grants: usize,
    pub(super) loosened: LoosenedRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) change: Option<ChangeRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline: Option<BaselineRow>,
}

#[derive(Serialize)]
pub(super) struct ChangeRow {
    pub(super) against: String,
    pub(super) before: usize,
    pub(super) problems: usize,
    pub(super) hushed: usize,
}

#[derive(Serialize)]
pub(super) struct BaselineRow {
    pub(super) path: String,
    pub(super) silenced: usize,
    pub(super) stale: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct LoosenedRow {
    pub(super) settings: Option<OwnRow>,
    pub(super) comments: usize,
    pub(super) kinds: usize,
}

#[derive(Serialize)]
pub(super) struct OwnRow {
    pub(super) path: String,
    pub(super) heeded: bool,
    pub(super) loose: Option<LooseRow>,
}

#[derive(Serialize)]
pub(super) struct LooseRow {
    pub(super) off: Vec<String>,
    pub(super) lowered: Vec<String>,
    pub(super) allowances: usize,
    pub(super) kinds: usize,
    pub(super) contexts: usize,
    pub(super) plan: bool,
    pub(super) limits: Vec<String>,
}
