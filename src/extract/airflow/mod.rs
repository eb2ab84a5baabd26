//! Connections of Airflow: a variable `AIRFLOW_CONN_…` or a flag that holds a whole connection, with a token as its
//! password. Wherever a dialect found such a variable, the password in it is handed to Airflow. A variable
//! `AIRFLOW_VAR_…` holds what DAGs read under the rest of its name.
//!
//! Not a dialect of its own: it reads on where others have read. The types of connections are those of the vendor's
//! rows for the function `Connection`.

use memchr::memmem;

use crate::model::{
    Choice, Facts, Few, Matter, Name, Presentation, Scope, Secret, Site, Source, Space, Take,
    Vendor, Weight,
};

mod connection;

use connection::{ANY, Found, Sort};

/// How such variables begin.
const VARIABLE: &str = "AIRFLOW_CONN_";
/// How those begin that hold one of Airflow's own variables.
const KEPT: &str = "AIRFLOW_VAR_";
/// Who reads a connection on a person's machine; a server's is another matter.
const LOCAL: &str = "airflow-settings";

/// A sort of connection, and who takes its secret.
struct Type<'v> {
    sort: Sort<'v>,
    consumer: &'v str,
}

/// Where the names of Airflow's connections hold.
pub fn connections() -> Scope {
    Scope::unit("airflow", "connections")
}

/// Where the names of Airflow's variables hold.
pub fn variables() -> Scope {
    Scope::unit("airflow", "variables")
}

/// Add the passwords of connections to what a file hands on, and the variables of Airflow that it sets.
pub fn append(source: &Source, vendors: &[Vendor], facts: &mut Facts) {
    let spells = |text: &str| memmem::find(source.text.as_bytes(), text.as_bytes()).is_some();
    if spells(KEPT) {
        let kept: Vec<Site> = facts.sites.iter().filter_map(|it| kept(it, facts)).collect();
        facts.sites.extend(kept);
    }
    if !spells(VARIABLE) && !spells("connections") {
        return;
    }
    let types: Vec<Type<'_>> = vendors.iter().flat_map(types).collect();
    let mut told: Vec<Name> = Vec::new();
    let mut sites: Vec<Site> = Vec::new();
    for site in &facts.sites {
        let Some(name) = site.gives.as_ref().filter(|it| is_variable(it)) else { continue };
        let handed = handed(source, site, name, &types);
        let whole = handed.is_none().then(|| of_any(source, site));
        sites.extend(whole.as_ref().or(handed.as_ref()).and_then(|it| connected(it, name, facts)));
        if let Some(handed) = handed {
            told.push(name.clone());
            sites.push(settled(handed, facts));
        }
    }
    // Who is presumed to see such a variable is known now.
    facts.sites.retain(|site| !presumes(site, &told));
    for site in &mut facts.sites {
        narrow(source, site, &types);
    }
    facts.sites.extend(sites);
}

/// The types of connections that a vendor's rows name.
fn types(vendor: &Vendor) -> impl Iterator<Item = Type<'_>> {
    let calls = vendor.calls.iter().filter(|slot| slot.function == "Connection");
    calls.filter_map(|slot| {
        let told = |name: &str| slot.with.iter().find_map(|it| it.strip_prefix(name));
        let (types, hosts) = (told("conn_type=")?, told("host="));
        let sort = Sort { types, hosts, argument: &slot.argument };
        Some(Type { sort, consumer: &slot.consumer })
    })
}

fn is_variable(name: &Name) -> bool {
    name.space == Space::Env && name.text.starts_with(VARIABLE)
}

/// The site at which the password of a variable's connection is handed over.
fn handed(source: &Source, site: &Site, name: &Name, types: &[Type<'_>]) -> Option<Site> {
    let text = source.slice(site.span);
    let mut handed = Site {
        says: format!("Airflow takes the password of the connection in `{}`", name.text).into(),
        scope: name.scope.clone(),
        choice: Choice::Any,
        gives: None,
        presents: None,
        reveals: Few::new(),
        evidence: Few::new(),
        ..site.clone()
    };
    let found = types.iter().find_map(|it| Some((it, connection::secret(text, it.sort)?)));
    let consumer = if let Some((of, found)) = found {
        cut(source, &mut handed, &found);
        of.consumer
    } else {
        // The whole connection comes from elsewhere: what the variable is called says whose it is.
        let is_whole = handed.literal.is_none() && !text.contains("://") && !text.contains('{')
            || text.starts_with("${") && text.ends_with('}');
        let id = name.text[VARIABLE.len()..].to_lowercase();
        let is_called = |it: &&Type<'_>| it.sort.hosts.is_none() && id.starts_with(it.sort.types);
        let of = types.iter().find(is_called).filter(|_| is_whole)?;
        of.consumer
    };
    let is_empty = handed.takes.is_empty() && handed.literal.is_none();
    handed.presents =
        Some(Box::new(Presentation { consumer: consumer.to_owned(), weight: Weight::Proven }));
    (!is_empty).then_some(handed)
}

/// What a variable holds of a connection of which nothing tells whose it is.
fn of_any(source: &Source, site: &Site) -> Site {
    let mut whole = site.clone();
    if let Some(found) = connection::secret(source.slice(site.span), ANY) {
        cut(source, &mut whole, &found);
    }
    whole
}

/// The site at which a variable gives the connection that programs call by its id. A person's own is no server's.
fn connected(site: &Site, name: &Name, facts: &Facts) -> Option<Site> {
    let id = name.text.strip_prefix(VARIABLE).filter(|id| !id.is_empty())?.to_lowercase();
    let is_known = !site.takes.is_empty() || site.literal.is_some();
    (is_known && !is_attended(&name.scope, facts)).then(|| Site {
        says: format!("`{}` is Airflow's connection `{id}`", name.text).into(),
        gives: Some(Name::new(Space::Secret, &connections(), id.as_str())),
        choice: Choice::Any,
        presents: None,
        reveals: Few::new(),
        evidence: Few::new(),
        ..site.clone()
    })
}

/// Keep of a site what belongs to the password.
fn cut(source: &Source, site: &mut Site, found: &Found) {
    let start = site.span.start as usize;
    let whole = site.takes.is_empty() && site.literal.is_some();
    site.span = source.span(start + found.range.start, start + found.range.end);
    let inside = site.span;
    site.takes.retain(|take| take.span.start < inside.end && inside.start < take.span.end);
    site.literal = (whole && !found.text.is_empty()).then(|| Secret::new(found.text.as_str()));
}

/// The site at which an environment gives one of Airflow's variables. A person's own is no server's.
fn kept(site: &Site, facts: &Facts) -> Option<Site> {
    let name = site.gives.as_ref().filter(|it| it.space == Space::Env)?;
    let key = name.text.strip_prefix(KEPT).filter(|key| !key.is_empty())?.to_lowercase();
    let is_own = is_attended(&name.scope, facts);
    (!is_own).then(|| Site {
        takes: vec![Take { name: name.clone(), span: site.span }],
        gives: Some(Name::new(Space::Setting, &variables(), key.as_str())),
        ..Site::new(
            site.span,
            &name.scope,
            format!("`{}` is Airflow's variable `{key}`", name.text),
        )
    })
}

fn is_attended(scope: &Scope, facts: &Facts) -> bool {
    let around = |it: &Scope| it.encloses(scope);
    facts.circumstances.iter().any(|it| it.matter == Matter::Attended && around(&it.scope))
}

/// On a person's machine it is a local Airflow that reads the connection.
fn settled(mut site: Site, facts: &Facts) -> Site {
    let attended = is_attended(&site.scope, facts);
    if let Some(presents) = site.presents.as_mut().filter(|_| attended) {
        LOCAL.clone_into(&mut presents.consumer);
    }
    site
}

fn presumes(site: &Site, told: &[Name]) -> bool {
    let presumed = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Presumed);
    let is_told =
        |name: &Name| told.iter().any(|it| it.text == name.text && it.space == name.space);
    presumed && !site.takes.is_empty() && site.takes.iter().all(|take| is_told(&take.name))
}

/// A flag that is given a whole connection hands its password on, and nothing else of it.
fn narrow(source: &Source, site: &mut Site, types: &[Type<'_>]) {
    let Some(presents) = &site.presents else { return };
    let mut own = types.iter().filter(|it| it.consumer == presents.consumer);
    let text = source.slice(site.span);
    if let Some(found) = own.find_map(|it| connection::secret(text, it.sort)) {
        cut(source, site, &found);
    }
}
