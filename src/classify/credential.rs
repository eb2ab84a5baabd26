//! Whose a credential is: all evidence along a flow, in the order of trust.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{
    Arrange, Context, Credential, Declaration, Evidence, Facts, Flow, Hop, Kind, Matter, Mention,
    Name, Origin, Policy, Site, SourceId, Sources, Space, Span, Strength, Vendor, Word,
};

use super::shape::{self, Shape};

/// What is said about credentials apart from the flows themselves: declarations and prose.
pub struct Remarks<'a> {
    /// Declarations by their own lines.
    declared: HashMap<(SourceId, usize), (Kind, Span)>,
    /// Declarations by the lines below them.
    above: HashMap<(SourceId, usize), (Kind, Span)>,
    settings: HashMap<String, (Kind, Option<Span>)>,
    mentions: HashMap<String, Vec<&'a Mention>>,
    sources: &'a Sources,
}

impl<'a> Remarks<'a> {
    /// File the declarations under their lines and the mentions under their names.
    pub fn new(facts: &'a Facts, policy: &Policy, sources: &'a Sources) -> Self {
        let line = |span: Span| {
            sources
                .get(span.source)
                .map(|source| (span.source, source.line_of(span.start as usize)))
        };
        let declared = facts
            .declarations
            .iter()
            .filter_map(|it| Some((line(it.span)?, (it.kind, it.span))))
            .collect();
        let below = |it: &Declaration| ((it.span.source, it.below), (it.kind, it.span));
        let above = facts.declarations.iter().map(below).collect();
        let settings = policy
            .settings
            .credentials
            .iter()
            .map(|it| (it.name.to_lowercase(), (it.kind, it.span)))
            .collect();
        let mut mentions: HashMap<String, Vec<&Mention>> = HashMap::new();
        for mention in &facts.mentions {
            mentions.entry(mention.name.clone()).or_default().push(mention);
        }
        Self { declared, above, settings, mentions, sources }
    }

    /// What a comment on a place's line, or above it, declares.
    fn declared_at(&self, span: Span) -> Option<(Kind, Span)> {
        let at = (span.source, self.sources.get(span.source)?.line_of(span.start as usize));
        self.declared.get(&at).or_else(|| self.above.get(&at)).copied()
    }
}

/// The credential that travels a flow.
pub fn of(flow: &Flow<'_>, vendor: &Vendor, remarks: &Remarks<'_>) -> Credential {
    let mut evidence = Vec::new();
    let sites = sites(flow);
    let value = super::literal(flow)
        .and_then(|site| Some((site, shape::of(site.literal.as_ref()?, vendor))));
    if let Some((site, shape)) = &value {
        evidence.extend(by_shape(shape, site.span));
    }
    for site in &sites {
        evidence.extend(site.evidence.iter().cloned());
        evidence.extend(remarks.declared_at(site.span).map(|(kind, span)| Evidence {
            kind,
            strength: Strength::Declaration,
            span: Some(span),
            says: format!("a comment declares it {}", kind_phrase(kind)),
        }));
    }
    for (name, span) in names(flow, &sites) {
        evidence.extend(by_name(name, span, vendor, remarks));
    }
    if let Origin::Name(name) = &flow.origin {
        evidence.extend(by_mentions(name, remarks));
    }
    let shape = value.as_ref().map(|(_, shape)| shape);
    // Service tokens of before 2023-07-18 have no prefix and still work, so that their form proves nothing.
    if shape == Some(&Shape::Legacy) && evidence.iter().any(is_of_service) {
        evidence.retain(|it| it.kind != Kind::Legacy);
    }
    let (name, identity) = (shown(flow, shape), identity(flow, shape));
    let mut credential = Credential {
        vendor: vendor.id.clone(),
        name,
        identity,
        kind: Kind::Unknown,
        evidence: Vec::new(),
        contradiction: None,
    };
    add(&mut credential, evidence);
    credential.contradiction = contradiction(&credential.evidence);
    if let Some((a, b)) = credential.contradiction
        && credential.evidence[a].strength == credential.evidence[b].strength
    {
        credential.kind = Kind::Unknown;
    }
    credential
}

fn sites<'a>(flow: &Flow<'a>) -> Vec<&'a Site> {
    let site = |hop: &Hop<'a>| if let Hop::Site(site) = hop { Some(*site) } else { None };
    flow.hops.iter().filter_map(site).collect()
}

/// Add evidence to a credential, and decide its kind by the strongest.
pub fn add(credential: &mut Credential, mut evidence: Vec<Evidence>) {
    credential.evidence.append(&mut evidence);
    credential.evidence.arrange_by_key(|it| (std::cmp::Reverse(it.strength), it.span));
    credential.evidence.dedup();
    drop_quarrelling_prose(&mut credential.evidence);
    let deciding = credential.evidence.iter().find(|it| it.strength != Strength::Consumer);
    credential.kind = deciding.map_or(Kind::Unknown, |it| it.kind);
}

/// Prose that shows both kinds shows how to write either; it speaks for none.
fn drop_quarrelling_prose(evidence: &mut Vec<Evidence>) {
    let mut prose = evidence.iter().filter(|it| it.strength == Strength::Prose).map(|it| it.kind);
    let first = prose.next();
    if prose.any(|kind| Some(kind) != first) {
        evidence.retain(|it| it.strength != Strength::Prose);
    }
}

/// The two strongest pieces of evidence that cannot both be true. A declaration settles what weaker ones say.
fn contradiction(evidence: &[Evidence]) -> Option<(usize, usize)> {
    let speaks = |it: &&Evidence| it.strength != Strength::Consumer;
    let first = evidence.iter().position(|it| speaks(&it))?;
    let declared = evidence.iter().any(|it| it.strength == Strength::Declaration);
    let counts = |it: &Evidence| speaks(&it) && (!declared || Strength::Declaration <= it.strength);
    let other = evidence.iter().position(|it| counts(it) && it.kind != evidence[first].kind)?;
    counts(&evidence[first]).then_some((first, other))
}

/// Whether a piece of evidence, by name or by slot, says that a value is a service token.
fn is_of_service(it: &Evidence) -> bool {
    it.kind == Kind::Service && !matches!(it.strength, Strength::Prose | Strength::Consumer)
}

fn by_shape(shape: &Shape, span: Span) -> Option<Evidence> {
    let evidence = |kind, strength, says| Some(Evidence { kind, strength, span: Some(span), says });
    match shape {
        Shape::Token { prefix, kind } => evidence(
            *kind,
            Strength::Prefix,
            format!("the value begins with `{prefix}`, as {} do", plural(*kind)),
        ),
        Shape::Sample { prefix, kind } => evidence(
            *kind,
            Strength::Prose,
            format!("the sample value begins with `{prefix}`, as {} do", plural(*kind)),
        ),
        Shape::Legacy => evidence(
            Kind::Legacy,
            Strength::Prefix,
            "the value has the form of user API keys, and of service tokens of before July 2023"
                .to_owned(),
        ),
        Shape::Opaque | Shape::Nothing => None,
    }
}

/// The names under which the value travels, each once, with where it stands.
fn names<'f>(flow: &'f Flow<'_>, sites: &[&'f Site]) -> Vec<(&'f Name, Span)> {
    // What a map is called says nothing of one of its entries.
    let is_map = |name: &Name| name.space == Space::Input && name.text.ends_with(".*");
    let speaks = |name: &Name| {
        !matches!(
            name.space,
            Space::Provider | Space::Attribute | Space::Matrix | Space::Case | Space::Kept
        ) && !is_map(name)
    };
    let origin = match (&flow.origin, sites.first()) {
        (Origin::Name(name), Some(site)) => {
            let span = site
                .takes
                .iter()
                .find(|take| take.name == *name)
                .map_or(site.span, |take| take.span);
            Some((name, span))
        }
        _ => None,
    };
    let given = sites.iter().filter_map(|site| Some((site.gives.as_ref()?, site.span)));
    let mut names: Vec<(&Name, Span)> =
        origin.into_iter().chain(given).filter(|(name, _)| speaks(name)).collect();
    let mut seen = Vec::new();
    names.retain(|(name, _)| {
        let key = (name.space, name.text.as_str());
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    names
}

fn by_name(name: &Name, span: Span, vendor: &Vendor, remarks: &Remarks<'_>) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    if let Some((kind, at)) = remarks.settings.get(&name.to_string().to_lowercase()) {
        let says = format!("keyfit.toml declares `{name}` {}", kind_phrase(*kind));
        evidence.push(Evidence { kind: *kind, strength: Strength::Declaration, span: *at, says });
    }
    if let Some(kind) = kind_said(name, vendor) {
        evidence.push(Evidence {
            kind,
            strength: Strength::Name,
            span: Some(span),
            says: format!("the name `{}` says {}", name.text, kind_phrase(kind)),
        });
    }
    evidence
}

/// The kind that a name says. What objects of a cluster keep is called after the object, too.
fn kind_said(name: &Name, vendor: &Vendor) -> Option<Kind> {
    if is_of_cluster(name) && name.space != Space::Env {
        vendor.kind_of_entry(&name.text)
    } else if name.space == Space::Local {
        // Whose `service.token` is says the token's own name, not that of the object that holds it.
        vendor.kind_of_name(name.text.rsplit('.').next().unwrap_or_default())
    } else {
        vendor.kind_of_name(&name.text)
    }
}

/// Whether a value is a webhook's secret by each of its names that is known. A program checks signatures with such a
/// one; what sends it to an API takes it for a token, and then it may be one.
pub fn is_of_webhook(flow: &Flow<'_>, vendor: &Vendor) -> bool {
    let sites = sites(flow);
    let names = names(flow, &sites).into_iter();
    let mut rows = names.filter_map(|(name, _)| vendor.name_row(&name.text)).peekable();
    rows.peek().is_some() && rows.all(|row| row.kind == Kind::Webhook)
}

/// What prose says of the name under which the value enters. Prose about `TF_VAR_x` speaks of the variable `x`, and
/// not of a secret that is kept elsewhere under a like name.
fn by_mentions(name: &Name, remarks: &Remarks<'_>) -> Vec<Evidence> {
    let spellings = match name.space {
        Space::Var => vec![name.text.clone(), format!("TF_VAR_{}", name.text)],
        _ => vec![name.text.clone()],
    };
    let mentions = spellings.iter().filter_map(|it| remarks.mentions.get(it)).flatten();
    // What a person sets in a shell is not what a CI system keeps under the same name.
    let mentions = mentions.filter(|it| !it.for_a_shell || name.space != Space::Secret);
    let evidence = mentions.map(|mention| {
        let path = remarks.sources.path(mention.span.source);
        let says = format!(
            "{path} shows `{}` with the value of {}",
            mention.name,
            kind_phrase(mention.kind)
        );
        Evidence { kind: mention.kind, strength: Strength::Prose, span: Some(mention.span), says }
    });
    evidence.collect()
}

/// A kind as people write it.
pub fn kind_phrase(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "a service token",
        Kind::Personal => "a personal token",
        Kind::Legacy => "a user API key that no longer works",
        Kind::Scim => "a SCIM token",
        Kind::Webhook => "a webhook's secret",
        Kind::Unknown => "a token of unknown kind",
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => "service tokens",
        Kind::Personal => "personal access tokens",
        _ => "such tokens",
    }
}

fn shown(flow: &Flow<'_>, shape: Option<&Shape>) -> String {
    match (&flow.origin, shape) {
        (Origin::Name(name), _) => name.to_string(),
        (Origin::Literal, Some(Shape::Token { prefix, .. } | Shape::Sample { prefix, .. })) => {
            format!("literal:{prefix}…")
        }
        (Origin::Literal, _) => "literal".to_owned(),
        (Origin::Minted, _) => match flow.hops.first() {
            Some(Hop::Site(site)) => site
                .gives
                .as_ref()
                .map_or_else(|| "resource".to_owned(), |name| format!("resource:{}", name.text)),
            _ => "resource".to_owned(),
        },
    }
}

/// A CI secret may have another value for each deployment target: with one, it is the secret of that target. What a
/// cluster or an orchestrator keeps is its own, and each environment has one.
pub fn kept_for(mut credential: Credential, flow: &Flow<'_>, context: &Context) -> Credential {
    let of_target = matches!(&flow.origin, Origin::Name(name) if matches!(name.space, Space::Secret | Space::Setting));
    let of_instance = matches!(&flow.origin, Origin::Name(name) if is_of_cluster(name) || is_of_orchestrator(name));
    if of_target && (of_instance || !targets(flow).is_empty()) {
        credential.identity = format!("{} ({})", credential.identity, context.environment.as_str());
    }
    credential
}

/// Two usages with the same identity use the same credential. A variable may have another value for each root; a
/// literal is known by its value.
pub fn identity(flow: &Flow<'_>, shape: Option<&Shape>) -> String {
    match &flow.origin {
        Origin::Name(name) if matches!(name.space, Space::Secret | Space::Setting) => {
            let name_and_system = format!("{}{}", name.to_string().to_lowercase(), system(name));
            let unit = name.scope.root().filter(|_| is_of_cluster(name));
            let unit = unit.unwrap_or_default();
            format!("{name_and_system} for {}{unit}", targets(flow).join("|"))
        }
        Origin::Name(name) => {
            format!("{name} in {}", name.scope.root().unwrap_or_default())
        }
        Origin::Literal => literal_identity(flow, shape),
        Origin::Minted => minted_identity(flow),
    }
}

/// Two roots, or two calls of one module, make two tokens by resources of one name.
fn minted_identity(flow: &Flow<'_>) -> String {
    let call = flow.hops.iter().find_map(|hop| match hop {
        Hop::Passage(passage) => Some(&passage.to),
        Hop::Site(_) => None,
    });
    let unit = match flow.hops.first() {
        Some(Hop::Site(site)) => site.scope.to_string(),
        _ => String::new(),
    };
    let call = call.map(|call| format!(" by {call}")).unwrap_or_default();
    format!("{} in {unit}{call}", shown(flow, None))
}

/// A secret of GitHub and one of another system are two credentials, though they have one name. The kind of the unit
/// that takes it tells the system.
fn system(name: &Name) -> String {
    let unit = name.scope.root().and_then(|unit| unit.split(':').next()).unwrap_or_default();
    match unit {
        "" | "workflow" | "action" => String::new(),
        other => format!(" of {other}"),
    }
}

/// Whether the name holds in one folder of what a cluster runs, or is a secret beside what Terraform makes there: in
/// another folder the same name is another thing's.
fn is_of_cluster(name: &Name) -> bool {
    match system(name).as_str() {
        " of kubernetes" | " of values" => true,
        " of terraform" => name.space == Space::Secret,
        _ => false,
    }
}

/// Whether an orchestrator keeps it, under a name that is one in all files.
fn is_of_orchestrator(name: &Name) -> bool {
    matches!(system(name).as_str(), " of airflow" | " of prefect")
}

/// A token that is written out at several places is one credential; two placeholders are two.
fn literal_identity(flow: &Flow<'_>, shape: Option<&Shape>) -> String {
    let Some(site) = super::literal(flow) else { return "literal".to_owned() };
    let is_value = matches!(shape, Some(Shape::Token { .. } | Shape::Legacy | Shape::Opaque));
    let Some(value) = site.literal.as_ref().filter(|_| is_value) else {
        return format!("placeholder {:?}", site.span);
    };
    let mut hasher = DefaultHasher::new();
    value.expose().hash(&mut hasher);
    format!("literal {:016x}", hasher.finish())
}

fn targets(flow: &Flow<'_>) -> Vec<String> {
    let words = flow
        .circumstances
        .iter()
        .filter_map(|it| if let Matter::Target(words) = &it.matter { Some(words) } else { None });
    words
        .flatten()
        .map(|word| if let Word::Text(text) = word { text.to_lowercase() } else { "?".to_owned() })
        .collect()
}
