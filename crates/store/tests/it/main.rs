//! Files of our own as other rooms open them.

#![expect(
    clippy::unwrap_used,
    reason = "what a test cannot make or read fails it"
)]

use std::path::Path;

use sqlx::{Connection as _, SqliteConnection};
use store::{OpenError, Shape};

const SHAPE: Shape = Shape {
    application_id: 0x7464_6d74,
    format_version: 2,
    schema: "create table thing (name text primary key) strict;",
};

/// Runs SQL on a file, as another program would.
async fn by_hand(file: &Path, sql: &'static str) {
    let url = format!("sqlite:{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Names and bytes of all files in a folder.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_file_is_made_and_opened_again_by_several_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("things.sqlite");
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let file = file.clone();
        tasks.spawn(async move {
            let pool = store::open(&file, SHAPE, 1).await.unwrap();
            sqlx::query("insert into thing values (?)")
                .bind(format!("thing {number}"))
                .execute(&pool)
                .await
                .unwrap();
            pool.close().await;
        });
    }
    tasks.join_all().await;
    let pool = store::open(&file, SHAPE, 1).await.unwrap();
    let things: i64 = sqlx::query_scalar("select count(*) from thing")
        .fetch_one(&pool)
        .await
        .unwrap();
    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!((things, mode.as_str()), (8, "wal"));
    pool.close().await;
}

/// What lies in the file → what opening it says; the file and its folder stay as they were, to the byte.
async fn check_left_alone(sql: &'static str, expect: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("things.sqlite");
    by_hand(&file, sql).await;
    let before = contents(folder.path());
    let error = store::open(&file, SHAPE, 1).await.unwrap_err();
    assert_eq!(error.to_string(), expect, "{sql}");
    assert!(contents(folder.path()) == before, "{sql}: it was altered");
}

#[tokio::test]
async fn what_is_not_ours_is_left_as_it_is() {
    check_left_alone(
        "create table photo (bytes blob)",
        "the file is something else",
    )
    .await;
    check_left_alone(
        "pragma application_id = 7; create table thing (name text)",
        "the file is something else",
    )
    .await;
    check_left_alone(
        "pragma journal_mode = truncate; create table thing (name text)",
        "the file is something else",
    )
    .await;
    // 0x7464_6d74: ours, of a later version.
    check_left_alone(
        "pragma application_id = 1952738676; pragma user_version = 3; create table thing (name text)",
        "the file has format 3; this version of Tandem reads up to 2",
    )
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("things.sqlite");
    std::fs::write(&file, "a letter, which is no database\n".repeat(100)).unwrap();
    let before = contents(folder.path());
    let error = store::open(&file, SHAPE, 1).await.unwrap_err();
    assert!(matches!(error, OpenError::Foreign), "{error:?}");
    assert!(contents(folder.path()) == before);
}

#[tokio::test]
async fn a_folder_that_is_missing_is_the_disks_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nowhere").join("things.sqlite");
    match store::open(&file, SHAPE, 1).await {
        Err(OpenError::Sqlite(_)) => {}
        other => panic!("{other:?}"),
    }
}
