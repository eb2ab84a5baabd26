//! A vendor that is just large enough for these tests.

use crate::model::vendor::{
    FillSlot, MintRow, NameRow, ObjectRow, Prefix, ProviderSlot, StoreRow, UrlSlot, Vendor, WordRow,
};
use crate::model::{Class, Consumer, Kind, Requires};

pub(super) fn vendor() -> Vendor {
    Vendor {
        id: "dbt".to_owned(),
        prefixes: vec![prefix("dbtc_", Kind::Service), prefix("dbtu_", Kind::Personal)],
        names: vec![NameRow {
            globs: strings(&["dbt_token", "*dbt_cloud*token", "*dbt_pat"]),
            but: Vec::new(),
            beside: Vec::new(),
            alone: None,
            kind: Kind::Unknown,
            source: String::new(),
        }],
        words: vec![
            words(&["service", "service_account"], Kind::Service),
            words(&["pat", "personal", "user"], Kind::Personal),
        ],
        consumers: consumers(),
        objects: vec![
            object(&["data.dbtcloud_azure_dev_ops_*"], &[], Kind::Personal),
            object(
                &["dbtcloud_repository"],
                &["gitlab_project_id", "git_clone_strategy=deploy_token"],
                Kind::Personal,
            ),
            object(&["dbtcloud_service_token"], &[], Kind::Service),
        ],
        mints: vec![MintRow {
            types: strings(&["dbtcloud_service_token", "dbt_cloud_service_token"]),
            attribute: "token_string".to_owned(),
            kind: Kind::Service,
            permissions: None,
            source: String::new(),
        }],
        hosts: strings(&["cloud.getdbt.com", "*.dbt.com"]),
        stores: vec![
            keeper("aws_ssm_parameter", "name", "value"),
            keeper("kubernetes_secret", "metadata.name", "data"),
        ],
        ..Vendor::default()
    }
}

/// A store whose resource is the secret itself.
fn keeper(kind: &str, entry: &str, value: &str) -> StoreRow {
    let [types, entry, value] = [kind, entry, value].map(|it| strings(&[it]));
    let fill = FillSlot { types: types.clone(), entry, value, ..FillSlot::default() };
    StoreRow { fills: vec![fill], keepers: types, ..StoreRow::default() }
}

fn consumers() -> Vec<Consumer> {
    let provider = Consumer {
        providers: vec![
            provider(&["dbtcloud", "dbt_cloud", "dbt"], "dbt-labs/dbtcloud", "token", None),
            provider(&["dbt", "dbt_cloud"], "GtheSheep/dbt-cloud", "token", None),
            provider(&["dbt"], "3lvia/dbt", "service_token", Some(Kind::Service)),
        ],
        ..consumer("terraform-provider", Class::Infrastructure)
    };
    let installations = Consumer {
        urls: vec![UrlSlot {
            path: "*/integrations/github/installations/*".to_owned(),
            ..UrlSlot::default()
        }],
        ..consumer("github-installations", Class::UserEndpoint)
    };
    vec![provider, installations]
}

fn consumer(id: &str, class: Class) -> Consumer {
    Consumer {
        id: id.to_owned(),
        title: String::new(),
        class,
        needs: Requires::Either,
        actions: Vec::new(),
        commands: Vec::new(),
        providers: Vec::new(),
        keys: Vec::new(),
        urls: Vec::new(),
        sources: Vec::new(),
        read: String::new(),
        ..Consumer::default()
    }
}

fn provider(names: &[&str], source: &str, argument: &str, kind: Option<Kind>) -> ProviderSlot {
    ProviderSlot {
        names: strings(names),
        sources: strings(&[source]),
        argument: argument.to_owned(),
        env: Some("DBT_CLOUD_TOKEN".to_owned()),
        kind,
        ..ProviderSlot::default()
    }
}

fn prefix(text: &str, kind: Kind) -> Prefix {
    Prefix { text: text.to_owned(), kind, body: None, source: String::new() }
}

fn words(words: &[&str], kind: Kind) -> WordRow {
    WordRow { words: strings(words), kind, source: String::new() }
}

fn object(types: &[&str], with: &[&str], kind: Kind) -> ObjectRow {
    let (types, with) = (strings(types), strings(with));
    ObjectRow { types, with, kind, sets: Vec::new(), source: String::new() }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
