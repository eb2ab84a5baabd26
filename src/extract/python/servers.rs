//! Programs that run where no person is by what they are made of: servers, functions of clouds, bots and workers.
//!
//! An import alone tells nothing: a program may use a framework's client, or its types. A row names the framework and
//! what makes the program one of its servers; the page behind each says so.

use std::collections::HashSet;

use super::module::{Block, Module};
use super::surroundings;

/// A way in which a program says that no person starts it.
struct Server {
    /// What it imports, or nothing where its form is enough.
    package: &'static str,
    mark: Mark,
    says: &'static str,
}

/// What of a program makes it a server.
enum Mark {
    /// A decorator of the package, or of an object of it, whose name ends in one of these.
    Decorator(&'static [&'static str]),
    /// A decorator whose name ends in one of these, and that is given an argument of this name.
    Given(&'static [&'static str], &'static str),
    /// A function of the file with this name.
    Function(&'static str),
    /// A function of the file with two parameters: this one, and what it runs amid.
    Handler(&'static str),
    /// A function of the file, or a method of a view, whose first parameter is this.
    View(&'static str),
    /// A call of something whose name ends in one of these.
    Call(&'static [&'static str]),
}

/// What frameworks for the web call the decorators of the functions that answer.
const ROUTES: &[&str] =
    &["get", "post", "put", "patch", "delete", "api_route", "websocket", "route", "on_event"];

const SERVERS: [Server; 14] = [
    // https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
    Server {
        package: "",
        mark: Mark::Handler("event"),
        says: "a cloud runs its functions when something happens",
    },
    // https://cloud.google.com/functions/docs/functions-framework
    Server {
        package: "functions_framework",
        mark: Mark::Decorator(&["http", "cloud_event", "typed"]),
        says: "Google Cloud runs its functions when something happens",
    },
    // https://learn.microsoft.com/azure/azure-functions/functions-reference-python, both models
    Server {
        package: "azure.functions",
        mark: Mark::Call(&["FunctionApp", "Blueprint"]),
        says: "Azure runs its functions when something happens",
    },
    Server {
        package: "azure.functions",
        mark: Mark::Function("main"),
        says: "Azure runs its functions when something happens",
    },
    // https://fastapi.tiangolo.com/tutorial/first-steps/
    Server {
        package: "fastapi",
        mark: Mark::Decorator(ROUTES),
        says: "FastAPI runs its functions when it is asked",
    },
    // https://flask.palletsprojects.com/quickstart/
    Server {
        package: "flask",
        mark: Mark::Decorator(ROUTES),
        says: "Flask runs its functions when it is asked",
    },
    // https://docs.djangoproject.com/topics/http/views/
    Server {
        package: "django.http",
        mark: Mark::View("request"),
        says: "Django runs its functions when it is asked",
    },
    Server {
        package: "django.shortcuts",
        mark: Mark::View("request"),
        says: "Django runs its functions when it is asked",
    },
    Server {
        package: "django.views",
        mark: Mark::View("request"),
        says: "Django runs its functions when it is asked",
    },
    // https://www.django-rest-framework.org/api-guide/views/
    Server {
        package: "rest_framework",
        mark: Mark::View("request"),
        says: "Django runs its functions when it is asked",
    },
    // https://docs.slack.dev/tools/bolt-python/
    Server {
        package: "slack_bolt",
        mark: Mark::Decorator(&[
            "command", "event", "message", "action", "shortcut", "view", "options", "function",
        ]),
        says: "a bot runs its functions when something happens in Slack",
    },
    // https://modal.com/docs/guide/cron, https://modal.com/docs/guide/webhooks
    Server {
        package: "modal",
        mark: Mark::Given(&["function", "cls"], "schedule"),
        says: "Modal runs its functions by the clock",
    },
    Server {
        package: "modal",
        mark: Mark::Decorator(&[
            "web_endpoint",
            "fastapi_endpoint",
            "asgi_app",
            "wsgi_app",
            "web_server",
        ]),
        says: "Modal runs its functions when it is asked",
    },
    // https://docs.celeryq.dev/userguide/tasks.html
    Server {
        package: "celery",
        mark: Mark::Decorator(&["task", "shared_task", "periodic_task"]),
        says: "workers of Celery run its tasks",
    },
];

/// Why no person starts a program, if it is a server. One that opens a page for the person at the keyboard is theirs, and
/// a test or an example serves nobody.
pub(super) fn says(module: &Module<'_>) -> Option<&'static str> {
    if surroundings::is_example(&module.source.path) {
        return None;
    }
    let found =
        SERVERS.iter().find(|it| it.is_imported(module) && it.mark.is_in(module, it.package));
    let is_ones_own = || ["webbrowser", "django.test"].iter().any(|it| imports(module, it));
    found.filter(|_| !is_ones_own()).map(|it| it.says)
}

/// Whether a program may be one.
pub(super) fn spelt(mut spelt: impl FnMut(&str) -> bool) -> bool {
    SERVERS.iter().any(|it| spelt(if it.package.is_empty() { "handler(event" } else { it.package }))
}

impl Server {
    fn is_imported(&self, module: &Module<'_>) -> bool {
        self.package.is_empty() || imports(module, self.package)
    }
}

fn imports(module: &Module<'_>, package: &str) -> bool {
    module.imports.values().any(|path| is_inside(path, package))
        || module.imported.all.iter().any(|import| is_inside(&import.module, package))
}

/// Whether a path leads into a package.
fn is_inside(path: &str, package: &str) -> bool {
    path.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Mark {
    fn is_in(&self, module: &Module<'_>, package: &str) -> bool {
        let functions = || module.blocks.iter().skip(1).filter(|block| !block.is_class);
        let mut own = functions().filter(|block| block.outer == Some(0));
        match self {
            Self::Decorator(names) => of_package(module, names, package).next().is_some(),
            Self::Given(names, argument) => of_package(module, names, package).any(|open| {
                let arguments = module.arguments(open);
                module.word(open) == "(" && arguments.iter().any(|it| it.keyword == Some(*argument))
            }),
            Self::Function(name) => own.any(|block| module.word(block.at) == *name),
            Self::Handler(first) => own.any(|block| is_handler(module, block, first)),
            Self::View(name) => functions().any(|block| {
                let is_first = block.parameters.first().is_some_and(|it| it == name);
                is_first && block.outer.is_none_or(|outer| outer == 0 || is_view(module, outer))
            }),
            Self::Call(names) => module.calls.iter().any(|call| ends_in(&call.path, names)),
        }
    }
}

/// Whether a function is what a cloud calls: the second parameter is the context, also where it goes unused.
fn is_handler(module: &Module<'_>, block: &Block, first: &str) -> bool {
    let [event, context] = block.parameters.as_slice() else { return false };
    let name = module.word(block.at).to_lowercase();
    let is_called = ["handler", "lambda"].iter().any(|it| name.contains(it));
    let context = context.trim_matches('_');
    event.trim_start_matches('_') == first
        && (context == "context" || is_called && matches!(context, "" | "ctx" | "lambda_context"))
}

/// Whether a class is a view by what it is made from: `class Run(APIView)`.
fn is_view(module: &Module<'_>, class: usize) -> bool {
    let open = module.blocks[class].at + 1;
    let words = module.inside(open).map(|at| module.word(at));
    module.word(open) == "("
        && words.into_iter().any(|it| it.ends_with("View") || it.ends_with("ViewSet"))
}

fn ends_in(path: &str, names: &[&str]) -> bool {
    names.contains(&path.rsplit('.').next().unwrap_or_default())
}

/// The tokens behind the decorators whose names end in one of these.
pub(super) fn decorators<'m>(
    module: &'m Module<'_>,
    names: &'m [&str],
) -> impl Iterator<Item = usize> + 'm {
    decorating(module, names).map(|(_, next)| next)
}

/// Decorators whose names end in one of these: their names, and the tokens behind them.
fn decorating<'m, 'a>(
    module: &'m Module<'a>,
    names: &'m [&str],
) -> impl Iterator<Item = (Vec<&'a str>, usize)> + 'm {
    let decorates = |at: &usize| module.word(at - 1) == "@";
    (1..module.reading.of_lines).filter(decorates).filter_map(|at| {
        let (parts, next) = module.chain(at);
        parts.last().is_some_and(|last| names.contains(last)).then_some((parts, next))
    })
}

/// The same, of a package or of an object that may be one of it: one that the program gives a name to, by whatever makes
/// it, or that comes in from outside, by a parameter or from another module. A class of the program is none.
fn of_package<'m>(
    module: &'m Module<'_>,
    names: &'m [&str],
    package: &'m str,
) -> impl Iterator<Item = usize> + 'm {
    let mut objects: HashSet<&str> =
        module.assignments.iter().map(|it| it.target.as_str()).collect();
    objects.extend(module.blocks.iter().flat_map(|it| &it.parameters).map(String::as_str));
    decorating(module, names).filter_map(move |(parts, next)| {
        let object = &parts[..parts.len() - 1];
        let is_borrowed = || {
            let is_any = || module.imported.unnamed().is_some();
            module.imported.of(&object.join(".")).is_some() || is_any()
        };
        let is_one = is_inside(&module.resolved(&parts), package)
            || !object.is_empty() && (objects.contains(object.join(".").as_str()) || is_borrowed());
        is_one.then_some(next)
    })
}
