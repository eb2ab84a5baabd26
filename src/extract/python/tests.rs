use std::time::{Duration, Instant};

use super::{facts, holds, token};
use crate::extract::fixture;
use crate::model::vendor::{CallSlot, UrlSlot};
use crate::model::{
    Class, Consumer, Encoding, Facts, Kind, Matter, Name, Requires, Site, Source, SourceId, Space,
    Vendor,
};

fn consumer(id: &str, urls: &[&str]) -> Consumer {
    let url = |path: &&str| UrlSlot { path: (*path).to_owned(), ..UrlSlot::default() };
    Consumer {
        id: id.to_owned(),
        title: id.to_owned(),
        class: Class::Api,
        needs: Requires::Either,
        actions: Vec::new(),
        commands: Vec::new(),
        providers: Vec::new(),
        keys: Vec::new(),
        urls: urls.iter().map(url).collect(),
        sources: Vec::new(),
        read: String::new(),
        ..Consumer::default()
    }
}

fn vendors() -> Vec<Vendor> {
    let call = |function: &str, argument: &str, kind| CallSlot {
        consumer: "sdk".to_owned(),
        function: function.to_owned(),
        argument: argument.to_owned(),
        with: Vec::new(),
        kind,
    };
    vec![Vendor {
        consumers: vec![
            consumer("users", &["*/api/v3/users/*"]),
            consumer("admin-api", &["*/api/v2/*", "*/api/v2", "*/api/v3/*"]),
            consumer("sdk", &[]),
        ],
        calls: vec![
            call("Client", "token", None),
            call("made.by", "0", None),
            call("Acme*Operator", "acme_conn_id", None),
            call("AcmeHook", "acme_conn_id", None),
            call("Block.load", "name", None),
            call("Both", "service_token", Some(Kind::Service)),
        ],
        hosts: vec!["*getdbt.com".to_owned()],
        ..fixture::vendor()
    }]
}

fn facts_of(path: &str, text: &str) -> (Source, Facts) {
    let source = Source::new(SourceId(0), path, text, Encoding::Utf8);
    let facts = facts(&source, &vendors());
    (source, facts)
}

/// The sites that lead to a consumer in a file that no other module calls or imports.
fn alone(mut sites: Vec<Site>) -> Vec<Site> {
    for site in &mut sites {
        site.takes.retain(|take| take.name.space != Space::Input);
    }
    loop {
        let gives = |site: &Site, name: &Name| site.gives.as_ref() == Some(name);
        let is_empty = |site: &Site| site.takes.is_empty() && site.literal.is_none();
        let is_taken = |name: &Name| {
            let others = sites.iter().filter(|it| !gives(it, name));
            others.flat_map(|it| &it.takes).any(|take| take.name == *name)
        };
        let is_idle =
            |site: &Site| is_empty(site) || site.gives.as_ref().is_some_and(|it| !is_taken(it));
        let Some(at) = sites.iter().position(is_idle) else { return sites };
        let gone = sites.remove(at).gives.filter(|name| !sites.iter().any(|it| gives(it, name)));
        for site in &mut sites {
            site.takes.retain(|take| gone.as_ref() != Some(&take.name));
        }
    }
}

/// The sites as `TARGET <- TAKES` and `TAKES -> CONSUMER`, sorted.
fn told(text: &str) -> Vec<String> {
    let (source, facts) = facts_of("a.py", text);
    told_of(&source, &alone(facts.sites.into_iter().collect()))
}

fn told_of(source: &Source, sites: &[Site]) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for site in sites {
        assert!(source.text.get(site.span.start as usize..site.span.end as usize).is_some());
        let takes = site.takes.iter().map(|take| match take.name.space {
            Space::Env => format!("${}", take.name.text),
            Space::Setting => format!("@{}", take.name.text),
            Space::Secret => format!("&{}", take.name.text),
            _ => take.name.text.clone(),
        });
        let mut from: Vec<String> = takes.collect();
        from.extend(site.literal.iter().map(|it| format!("'{}'", it.expose())));
        let from = from.join(" ");
        told.push(match (&site.gives, &site.presents) {
            (Some(name), _) => format!("{} <- {from}", name.text),
            (None, Some(presents)) => format!("{from} -> {}", presents.consumer),
            (None, None) => from,
        });
    }
    told.sort();
    told
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(told(text), *expected, "{text}");
    }
}

#[test]
fn words_are_read_as_python_reads_them() {
    let words = |text: &str| {
        let reading = token::read(text);
        let all = reading.tokens[..reading.of_lines].iter();
        all.map(|it| text[it.start..it.end].to_owned()).collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("a = 'b' # c\n", "a = 'b' "),
        ("a = \"\"\"b\n'c\"\"\"\nd", "a = \"\"\"b\n'c\"\"\"  d "),
        ("a = rb'\\'' + f\"{x['y']}\"", "a = rb'\\'' + f\"{x['y']}\" "),
        ("f(a,\n b)\nc", "f ( a , b )  c "),
        ("a \\\n b", "a b "),
        ("a = 'open\nb", "a = 'open  b "),
        ("x = f(a,\ndef g(): pass", "x = f ( a ,  def g ( ) : pass "),
        ("f\"{{no}} {yes!r:>{width}}\"", "f\"{{no}} {yes!r:>{width}}\" "),
        ("é = 1; ß == é", "é = 1 ; ß == é "),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn a_function_of_the_catalogue_is_handed_a_value() {
    check(&[
        ("Client(token=os.environ['X'])", &["$X -> sdk"]),
        ("Client(host=os.environ['X'])", &[]),
        ("import lib\nlib.Client(token=os.getenv('X', 'y'))", &["$X -> sdk"]),
        (
            "from lib import Client as C\nt = os.environ.get(\"X\")\nC(token=t)",
            &["t -> sdk", "t <- $X"],
        ),
        ("from lib import Other as Client\nClient(token=os.environ['X'])", &[]),
        ("from made import by\nby(str(os.environ['X']).strip())", &["$X -> sdk"]),
        ("by(os.environ['X'])", &[]),
        ("Client({'token': os.environ['X'], 'a': 1})", &["$X -> sdk"]),
        ("s = dict(token=EnvVar('X'))\nClient(**s)", &["$X -> sdk"]),
        ("Client(token='written')", &["'written' -> sdk"]),
        ("Client(token=Variable.get('X'))", &["@X -> sdk"]),
        ("Client(token=dbutils.secrets.get('scope', 'X'))", &["@X -> sdk"]),
        ("Client(token=dbutils.secrets.get(scope='s', key='X'))", &["@X -> sdk"]),
        ("Client(token={'env': 'X'})", &["$X -> sdk"]),
        ("Client(token=unknown(os.environ['X']))", &[]),
        ("Client(token=unknown)", &[]),
        ("class Client:\n  pass\n# Client(token=os.environ['X'])", &[]),
    ]);
}

#[test]
fn a_connections_password_has_the_connections_name() {
    check(&[
        ("Client(token=BaseHook.get_connection('X').password)", &["&X -> sdk"]),
        ("Client(token=hook.get_connection(conn_id='X').password)", &["&X -> sdk"]),
        ("c = BaseHook.get_connection('X')\nClient(token=c.password)", &["&X -> sdk"]),
        (
            "def g():\n  return h.get_connection('X')\nc = g()\nClient(token=c.password)",
            &["&X -> sdk"],
        ),
        ("def g():\n  return h.get_connection('X')\nClient(token=g().password)", &["&X -> sdk"]),
        ("I = 'X'\nClient(token=BaseHook.get_connection(I).password)", &["&X -> sdk"]),
        ("Client(token=BaseHook.get_connection('X').host)", &[]),
        ("Client(token=BaseHook.get_connection(x).password)", &[]),
        ("c = other('X')\nClient(token=c.password)", &[]),
        ("c = c\nClient(token=c.password)", &[]),
        ("def g():\n  return g()\nClient(token=g().password)", &[]),
    ]);
}

#[test]
fn a_function_that_reads_the_environment_is_seen_through() {
    let checked = "  v = os.environ.get(n)\n  if not v:\n    raise X\n  return v\n";
    for (text, expected) in [
        (format!("def f(n):\n{checked}Client(token=f('X'))"), "$X -> sdk"),
        ("def f(n): return os.environ[n].strip()\nClient(token=f('X'))".to_owned(), "$X -> sdk"),
        ("def f(a, n=1): return os.getenv(n, a)\nClient(token=f(2, n='X'))".to_owned(), "$X -> sdk"),
        ("def f(n): return Variable.get(n)\nClient(token=f('X'))".to_owned(), "@X -> sdk"),
        (
            "class A:\n  def f(self, n): return os.getenv(n)\n  def g(self):\n    Client(token=self.f('X'))".to_owned(),
            "$X -> sdk",
        ),
    ] {
        assert_eq!(told(&text), [expected], "{text}");
    }
    check(&[
        ("def f(n): return len(os.environ[n])\nClient(token=f('X'))", &["f() -> sdk"]),
        ("def f(n): return n\nClient(token=f('X'))", &["f() -> sdk", "f() <- n", "n <- 'X'"]),
    ]);
}

#[test]
fn what_only_a_caller_gives_is_no_use() {
    check(&[
        ("def f(t):\n  Client(token=t)\n  t = t", &[]),
        ("def f(t=None):\n  u = t or ''\n  Client(token=f'Token {u}')", &[]),
        (
            "class A:\n  def __init__(self, t): self.t = str(t)\n  def f(self): Client(token=self.t)",
            &[],
        ),
        ("p = ArgumentParser()\na = p.parse_args()\nt = a.token\nClient(token=t)", &[]),
        ("def f(p):\n  t = p['token']\n  Client(token=t)", &[]),
        ("t = ask()\nClient(token=t)", &["t -> sdk"]),
        ("def f(p):\n  t = ask(p)\n  Client(token=t)", &["t -> sdk"]),
        ("from settings import T\nT = T\nClient(token=T)", &["T -> sdk"]),
        ("t = os.environ['X']\ndef f(t=t): Client(token=t)", &["t -> sdk", "t <- $X", "t <- t"]),
    ]);
}

#[test]
fn what_an_orchestrator_keeps_is_called_by_its_name() {
    let from = "from airflow.providers.acme import AcmeOperator, AcmeHook\n";
    let of_provider = |text: &str| told(&format!("{from}{text}"));
    for (text, expected) in [
        ("AcmeOperator(acme_conn_id='X')", "&X"),
        ("AcmeOperator(acme_conn_id=c)\nc = 'X'", "&X"),
        ("AcmeOperator.partial(acme_conn_id='X').expand()", "&X"),
        ("Other(acme_conn_id='X')", "&X"),
        ("AcmeHook('X').run()", "&X"),
        ("d = {'a': 1, 'acme_conn_id': 'X', 'b': 2}", "&X"),
        ("d['acme_conn_id'] = 'X'", "&X"),
        ("AcmeOperator(acme_conn_id=os.environ['X'])", "&X"),
        ("AcmeOperator(acme_conn_id=os.getenv('X', 'Y'))", "&Y"),
        ("AcmeOperator(task_id='x')", "&acme_default"),
        ("AcmeHook()", "&acme_default"),
        ("DAG(default_args={'a': 1})\nAcmeOperator()", "&acme_default"),
        ("def f(c):\n  AcmeOperator(acme_conn_id=c)\nf('X')", "&X"),
    ] {
        assert_eq!(of_provider(text), [format!("{expected} -> sdk")], "{text}");
    }
    for text in [
        "AcmeOperator(**settings)",
        "AcmeHook(*settings)",
        "DAG(default_args=common.ARGS)\nAcmeOperator()",
        "def f(acme_conn_id='X'):\n  AcmeOperator(acme_conn_id=acme_conn_id)",
        "fields = ('acme_conn_id', 'x')",
        "AcmeOperator(acme_conn_id=f())",
        "AcmeOperator(acme_conn_id='')",
    ] {
        assert!(of_provider(text).is_empty(), "{text}");
    }
    check(&[
        // A class of the same name that is not the provider's may have no such default.
        ("AcmeOperator(task_id='x')", &[]),
        ("Block.load('X')", &["&X -> sdk"]),
        ("async def f():\n  b = await acme.Block.load(name='X')", &["&X -> sdk"]),
        ("OtherBlock.load('X')", &[]),
        ("Block.load(x)", &[]),
    ]);
}

#[test]
fn a_value_is_followed_through_the_file() {
    check(&[
        (
            "def f(t, u=1):\n  Client(token=t)\nf(os.environ['X'])\nf(u=2, t=os.environ['Y'])",
            &["t -> sdk", "t <- $X", "t <- $Y"],
        ),
        (
            "class A:\n  def __init__(self, t):\n    self.t = t\n  def g(self):\n    Client(token=self.t)\nA(os.environ['X'])",
            &["self.t -> sdk", "self.t <- t", "t <- $X"],
        ),
        (
            "def read():\n  return os.environ['X']\nClient(token=read())",
            &["read() -> sdk", "read() <- $X"],
        ),
        ("c = {'t': os.environ['X']}\nClient(token=c['t'])", &["c[t] -> sdk", "c[t] <- $X"]),
        ("def f(t):\n  Client(token=t)", &[]),
        ("def f():\n  t = os.environ['X']\ndef g():\n  Client(token=t)", &[]),
        ("a = b\nb = a\nClient(token=a)", &[]),
        ("if True: t = os.environ['X']\nClient(token=t if t else None)", &["t -> sdk", "t <- $X"]),
    ]);
}

#[test]
fn a_header_presents_where_the_api_is_called() {
    let api = "https://cloud.getdbt.com/api/v2/accounts/1";
    for (text, expected) in [
        (format!("get('{api}', headers={{'Authorization': f'Token {{os.environ[\"X\"]}}'}})"), "admin-api"),
        (format!("u = '{api}'\nh = {{'authorization': 'Bearer ' + os.environ['X']}}\nget(u, headers=h)"), "admin-api"),
        (format!("h = {{}}\nh['Authorization'] = 'Token %s' % os.environ['X']\nget('{api}', headers=h)"), "admin-api"),
        (format!("s.headers.update({{'Authorization': 'Token {{}}'.format(os.environ['X'])}})\ns.get('{api}')"), "admin-api"),
        (format!("r = Request('{api}')\nr.add_header('Authorization', 'Token ' + os.environ['X'])"), "admin-api"),
        ("get(f'{b}/api/v3/accounts/1', headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), "admin-api"),
        ("B = 'https://x.getdbt.com/api/v2'\nget(B + p, headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), "admin-api"),
        ("b = c.host\nif b: b = f'https://{b}'\nget(f'{b}/api/v3/accounts/1', headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), "admin-api"),
        ("get('https://x.getdbt.com/api/v3/users/1', headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), "users"),
        ("get(f'{b}/api/v2/x', headers={'Authorization': 'Token ' + os.environ['DBT_TOKEN']})".to_owned(), "admin-api"),
        ("get(f'{b}/api/v2/x', headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), ""),
        ("get('https://api.github.com', headers={'Authorization': 'Token ' + os.environ['X']})".to_owned(), ""),
        (format!("u = '{api}'\nget('https://api.github.com', headers={{'Authorization': 'Token ' + os.environ['X']}})"), ""),
        (format!("u = '{api}'\nv = 'https://a.b/c'\nh = {{'Authorization': 'Token ' + os.environ['X']}}"), ""),
        (format!("get('{api}', headers={{'Authorization': 'Basic ' + os.environ['X']}})"), ""),
        (format!("get('{api}', headers={{'Accept': 'Token ' + os.environ['X']}})"), ""),
    ] {
        let told = told(&text);
        let presented = told.iter().find_map(|it| it.split_once(" -> "));
        assert_eq!(presented.map_or("", |(_, consumer)| consumer), expected, "{text}: {told:?}");
    }
}

#[test]
fn the_file_says_how_it_runs() {
    let call = "Client(token=os.environ['X'])";
    let example = vec![Matter::Example];
    for (path, before, expected) in [
        ("a.py", "", vec![]),
        ("test_a.py", "", example.clone()),
        ("conftest.py", "", example),
        ("dags/a.py", "import x\nfrom airflow import DAG\n", vec![Matter::Unattended]),
        (
            "a.py",
            "from airflow.decorators import dag\n@dag()\ndef f(): pass\n",
            vec![Matter::Unattended],
        ),
        ("a.py", "from airflow.models import Variable\n", vec![]),
        ("a.py", "from dagster import asset\n", vec![Matter::Unattended]),
    ] {
        let (_, facts) = facts_of(path, &format!("{before}{call}"));
        let matters = facts.circumstances.into_iter().map(|it| it.matter);
        let matters: Vec<Matter> = matters.filter(|it| !matches!(it, Matter::Path(_))).collect();
        assert_eq!(matters, expected, "{path} {before}");
    }
}

#[test]
fn comments_speak_to_keyfit() {
    let (_, facts) = facts_of("a.py", "# keyfit: service\nClient(token=os.environ['X'])");
    assert_eq!(facts.declarations.len(), 1);
    let (_, facts) = facts_of("a.py", "x = '# keyfit: service'\nClient(token=os.environ['X'])");
    assert_eq!(facts.declarations, []);
}

#[test]
fn most_programs_are_passed_over() {
    for (path, text, expected) in [
        ("a.py", "Client(", true),
        ("a.py", "{'Authorization': x}; 'https://cloud.getdbt.com'", true),
        ("a.py", "'https://cloud.getdbt.com'", false),
        ("a.txt", "Client(", false),
    ] {
        assert_eq!(holds(path, text.as_bytes(), &vendors()), expected, "{text}");
    }
}

#[test]
fn hostile_programs_end_soon() {
    let call = "Client(token=os.environ['X'])\nget('https://x.getdbt.com/api/v2', headers={'Authorization': f'Token {a}'})\n";
    let count = 5_000;
    let doubled: Vec<String> =
        (0..1000).map(|it| format!("a{it} = a{} + a{}", it + 1, it + 1)).collect();
    let doubled = doubled.join("\n");
    for text in [
        "(".repeat(count),
        "Client(".repeat(count),
        "Client(token=".repeat(count),
        "{'Authorization': ".repeat(count),
        "f'{".repeat(count),
        format!("f'{}", "{a".repeat(count)),
        format!("f'{}'", "{a}".repeat(count)),
        "def f():\n".repeat(count),
        (0..500).map(|it| " ".repeat(it) + "def f():\n").collect(),
        "a = ".repeat(count),
        format!("{doubled}\na = a0\n{call}"),
        format!(
            "{}{call}",
            "h = {'Authorization': f'Token {a}'}\nget(u, headers=h)\n".repeat(3000)
        ),
        format!("{}Client(token=v)\nv = f('X')", "def f(n): return v\nv = f(v)\n".repeat(2000)),
        "x = {'acme_conn_id': ".repeat(2000),
        "f(acme_conn_id=".repeat(2000),
        format!("{}{call}", "a = f(a)\ndef f(a): return a\n".repeat(2000)),
        "a.".repeat(count),
        "\\\n'\"\"\"".repeat(count),
        "é\\".repeat(count),
    ] {
        let start = Instant::now();
        let (source, facts) = facts_of("a.py", &text);
        told_of(&source, &facts.sites.into_iter().collect::<Vec<_>>());
        let beginning: String = text.chars().take(40).collect();
        assert!(start.elapsed() < Duration::from_secs(10), "{beginning}: {:?}", start.elapsed());
    }
}

/// The sites that other modules may take from, as `SCOPE NAME <- TAKES`, sorted.
fn shared(text: &str) -> Vec<String> {
    let (_, facts) = facts_of("a.py", text);
    let name = |name: &Name| {
        let inner: Vec<&str> = name.scope.steps().iter().skip(1).map(AsRef::as_ref).collect();
        format!("{} {}", inner.join("/"), name.text).trim().to_owned()
    };
    let given = facts.sites.iter().filter(|it| it.presents.is_none());
    let mut shared: Vec<String> = given
        .filter_map(|site| {
            let takes: Vec<String> = site.takes.iter().map(|take| name(&take.name)).collect();
            Some(format!("{} <- {}", name(site.gives.as_ref()?), takes.join(", ")))
        })
        .collect();
    shared.sort();
    shared
}

#[test]
fn other_modules_may_take_what_a_module_reads() {
    for (text, expected) in [
        ("T = os.environ['X']\nU = 'text'\nV = len(T)", &["T <- X"][..]),
        ("class S(BaseSettings):\n  x: str", &["S().x <- X"]),
        (
            "class B(BaseSettings):\n  class Config:\n    env_prefix = 'a_'\nclass S(B):\n  x: str = Field(env=['b', 'C'])\ns = S()",
            &["S().x <- B, C", "S.x <- B, C", "s.x <- B, C"],
        ),
        ("class S:\n  x = os.getenv('X')", &["S().x <- X", "S.x <- X"]),
        ("e = Env()\nT = e('X')\nU = e.str('Y')", &[]),
        ("from environs import Env\ne = Env()\nT = e('X')\nU = e.str('Y')", &["T <- X", "U <- Y"]),
        ("def f(n): return os.environ[n]", &["f(0=?) <- ?", "f(n=?) <- ?"]),
        ("from .b import T\nU = T", &["T <- module:.b/name:T", "U <- T"]),
        ("import b.c\nU = b.c.T", &["U <- b.c.T", "b.c.T <- module:b.c .T"]),
        ("from b import *\nU = T", &["* <- module:b/name:* *", "T <- module:b/name:* T", "U <- T"]),
        ("from b import f\nf(os.environ['X'], k=1)", &["module:b/name:f/call: 0 <- X"]),
        ("import json\nU = json.T", &[]),
    ] {
        assert_eq!(shared(text), expected, "{text}");
    }
}

#[test]
fn a_secret_of_a_cloud_has_its_own_name() {
    let answered = "r = client.get_secret_value(SecretId='X')\n";
    for text in [
        "Client(token=client.get_secret_value(SecretId='X')['SecretString'])".to_owned(),
        "Client(token=boto3.client('secretsmanager').get_secret_value(SecretId='X')['SecretString'])".to_owned(),
        format!("{answered}Client(token=r['SecretString'])"),
        format!("{answered}Client(token=json.loads(r['SecretString'])['token'])"),
        format!("{answered}s = json.loads(r['SecretString'])\nClient(token=s['token'])"),
        "N = 'X'\nClient(token=c.get_parameter(Name=N, WithDecryption=True)['Parameter']['Value'])".to_owned(),
        "def f(n):\n  c = boto3.client('x')\n  r = c.get_secret_value(SecretId=n)\n  return r['SecretString']\nClient(token=f('X'))".to_owned(),
        "Client(token=c.access_secret_version(name='projects/p/secrets/X/versions/1').payload.data.decode('UTF-8'))".to_owned(),
        "n = f'projects/{p}/secrets/X/versions/latest'\nr = c.access_secret_version(request={'name': n})\nClient(token=r.payload.data.decode())".to_owned(),
        "n = c.secret_version_path(p, 'X', 'latest')\nClient(token=c.access_secret_version(name=n).payload.data.decode())".to_owned(),
        "Client(token=SecretClient(vault_url=u, credential=c()).get_secret('X').value)".to_owned(),
        "s = c.get_secret('X')\nClient(token=s.value)".to_owned(),
        "Client(token=hvac.Client().secrets.kv.v2.read_secret_version(path='X')['data']['data']['t'])".to_owned(),
        "r = c.secrets.kv.v2.read_secret(path='X')\nClient(token=r['data']['data']['t'])".to_owned(),
    ] {
        let told = told(&text);
        let ends = |end: &str| told.iter().any(|it| it.ends_with(end));
        assert!(told.iter().any(|it| it.contains("@X")) && ends("-> sdk"), "{text}: {told:?}");
        assert!(told.iter().all(|it| !it.starts_with(" ->")), "{text}: {told:?}");
    }
    check(&[
        ("s = make(c.get_secret('X'))\nClient(token=s.value)", &[]),
        ("Client(token=settings.get_secret_value())", &[]),
        ("Client(token=c.get_secret(x))", &[]),
        ("a = a.b\nClient(token=a.c)", &[]),
    ]);
}
