//! The folders of a workspace, each with a session of its own, and what was said of its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::cli::clock;
use crate::lint::{Failure, Options, Session};
use crate::model::Report;
use crate::render::editor::{Client, Editor, Open, Units, Wrong, wrong};

use super::documents::Documents;
use super::uri;

/// A folder of the workspace.
pub struct Root {
    pub path: PathBuf,
    uri: String,
    options: Options,
    session: Result<Session, String>,
    report: Arc<Report>,
    /// What was published, by URI.
    shown: BTreeMap<String, Vec<Value>>,
    is_broken: bool,
    /// Whether its settings and rules were read at any time.
    is_settled: bool,
}

/// What is to be sent after a run.
#[derive(Default)]
pub struct News {
    /// URIs with what is to be shown of each from now on.
    pub diagnostics: Vec<(String, Vec<Value>)>,
    /// What a person is to be told.
    pub message: Option<String>,
}

impl Root {
    /// A folder, with the texts that are open in it.
    pub fn new(path: PathBuf, options: &Options, documents: &Documents) -> Self {
        let options = Options { paths: vec![path.clone()], ..options.clone() };
        let session = begun(&options);
        let uri = uri::of(&path).trim_end_matches('/').to_owned() + "/";
        let (report, shown) = (Arc::default(), BTreeMap::new());
        let (is_broken, is_settled) = (false, false);
        let mut root = Self { path, uri, options, session, report, shown, is_broken, is_settled };
        root.hold_all(documents);
        root
    }

    fn hold_all(&mut self, documents: &Documents) {
        for (path, document) in documents.iter() {
            self.hold(path, document.bytes());
        }
    }

    /// Begin again where there was no folder to begin with.
    fn revive(&mut self, documents: &Documents) {
        if self.session.is_err() {
            self.session = begun(&self.options);
            self.hold_all(documents);
        }
    }

    /// The path of a file from this folder, if it lies in it.
    pub fn inside(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.path).ok()?;
        Some(inside.to_string_lossy().replace('\\', "/")).filter(|it| !it.is_empty())
    }

    pub fn hold(&mut self, path: &Path, text: Arc<[u8]>) {
        self.with(path, |session, inside| session.hold(inside, text));
    }

    pub fn release(&mut self, path: &Path) {
        self.with(path, Session::release);
    }

    pub fn touch(&mut self, path: &Path) {
        self.with(path, Session::touch);
    }

    pub fn touch_beliefs(&mut self) {
        if let Ok(session) = &mut self.session {
            session.touch_beliefs();
        }
    }

    fn with(&mut self, path: &Path, change: impl FnOnce(&mut Session, &str)) {
        if let (Some(inside), Ok(session)) = (self.inside(path), &mut self.session) {
            change(session, &inside);
        }
    }

    /// Look at what changed. `is_own` tells which files no folder within this one speaks for.
    pub fn run(
        &mut self,
        documents: &Documents,
        units: Units,
        is_own: &dyn Fn(&Path) -> bool,
    ) -> News {
        self.revive(documents);
        let session = match &mut self.session {
            Ok(session) => session,
            Err(why) => {
                let message = (!self.is_broken).then(|| why.clone());
                self.is_broken = true;
                return News { message, ..News::default() };
            }
        };
        session.set_today(clock::today());
        let (report, broken) = session.report();
        self.report = report;
        self.is_settled |= broken.is_none();
        let meanwhile = if self.is_settled { MEANWHILE } else { WITHOUT };
        let heeds_own = session.heeds_own();
        let texts = self.texts(documents);
        let client = self.client(&texts, units, false);
        let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        if let Ok(session) = &self.session {
            let told = Editor::new(&self.report, session.policy(), &client).diagnostics();
            let own = told.into_iter().filter(|(path, _)| is_own(&self.path.join(path)));
            // While the settings are broken, nothing else is said of them.
            let own = own.filter(|(path, _)| broken.is_none() || path != Session::SETTINGS);
            all.extend(own.map(|(path, told)| (client.uri(&path), told)));
        }
        if let Some(Failure::Mistakes(mistakes)) = &broken {
            for mistake in mistakes.iter().take(100) {
                // What a flag names is named from the folder in which the server was started.
                let is_own = heeds_own && mistake.path == Session::SETTINGS;
                let file = if is_own {
                    self.path.join(&mistake.path)
                } else {
                    uri::whole(Path::new(&mistake.path))
                };
                let uri = self.inside(&file).map_or_else(|| uri::of(&file), |it| client.uri(&it));
                let told = wrong(
                    Wrong {
                        text: &mistake.text,
                        open: documents.get(&file).map(|it| it.text.as_str()),
                        at: (mistake.start, mistake.end),
                        message: &mistake.message,
                        help: mistake.help.as_deref(),
                        meanwhile,
                    },
                    units,
                );
                all.entry(uri).or_default().push(told);
            }
        }
        let message = broken.as_ref().filter(|_| !self.is_broken).map(|it| said(it, meanwhile));
        self.is_broken = broken.is_some();
        News { diagnostics: self.news(all), message }
    }

    /// What of all that is to be shown is not shown yet, and what is to be shown no more.
    fn news(&mut self, all: BTreeMap<String, Vec<Value>>) -> Vec<(String, Vec<Value>)> {
        let gone = self.shown.keys().filter(|uri| !all.contains_key(*uri));
        let gone = gone.map(|uri| (uri.clone(), Vec::new()));
        let new = all.iter().filter(|(uri, told)| self.shown.get(*uri) != Some(*told));
        let news = gone.chain(new.map(|(uri, told)| (uri.clone(), told.clone()))).collect();
        self.shown = all;
        news
    }

    /// Everything that is shown is to be shown no more.
    pub fn clear(&mut self) -> Vec<(String, Vec<Value>)> {
        self.news(BTreeMap::new())
    }

    /// Ask something of the last report.
    pub fn ask<T>(
        &self,
        documents: &Documents,
        (units, is_careful): (Units, bool),
        question: impl FnOnce(&Editor<'_>, &Report, &Session) -> T,
    ) -> Option<T> {
        let session = self.session.as_ref().ok()?;
        let texts = self.texts(documents);
        let client = self.client(&texts, units, is_careful);
        let editor = Editor::new(&self.report, session.policy(), &client);
        Some(question(&editor, &self.report, session))
    }

    /// The open texts of this folder.
    fn texts<'d>(&self, documents: &'d Documents) -> BTreeMap<String, Open<'d>> {
        let open = documents.iter().filter_map(|(path, document)| {
            let (uri, text) = (document.uri.as_str(), document.text.as_str());
            Some((self.inside(path)?, Open { uri, text, version: document.version }))
        });
        open.collect()
    }

    fn client<'c>(
        &'c self,
        texts: &'c BTreeMap<String, Open<'c>>,
        units: Units,
        is_careful: bool,
    ) -> Client<'c> {
        let open = texts.iter().map(|(path, open)| (path.as_str(), *open)).collect();
        Client { units, root: &self.uri, open, is_careful }
    }
}

/// What is said of settings and rules that cannot be read.
const MEANWHILE: &str = "until this is mended, what was read last holds";

/// What is said of those that could never be read.
const WITHOUT: &str = "until this is mended, files are checked without them";

/// What is said of a folder that is not there.
const UNCHECKED: &str = "nothing in this folder is checked until that is mended";

fn begun(options: &Options) -> Result<Session, String> {
    Session::new(options.clone()).map_err(|failure| said(&failure, UNCHECKED))
}

fn said(failure: &Failure, meanwhile: &str) -> String {
    match failure {
        Failure::Mistakes(mistakes) => {
            let file = mistakes.first().map_or("", |it| it.path.as_str());
            format!("keyfit: `{}` has mistakes; {meanwhile}", crate::render::clean(file))
        }
        Failure::Input(message) | Failure::Name(message, _) => {
            format!("keyfit: {}; {meanwhile}", crate::render::clean(message))
        }
    }
}

/// A diagnostics notification.
pub fn published(uri: &str, version: Option<i64>, told: &[Value]) -> Value {
    let mut params = json!({ "uri": uri, "diagnostics": told });
    if let Some(version) = version {
        params["version"] = json!(version);
    }
    json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params })
}
