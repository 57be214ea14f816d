create schema tandem_ledger;

-- Whose tables these are, and of which format.
create table tandem_ledger.about (
    only_one boolean primary key default true check (only_one),
    what text not null,
    format_version bigint not null
);

create table tandem_ledger.entry (
    position bigint primary key check (position > 0),
    format_version bigint not null,
    at text not null,
    actor text not null,
    role text not null,
    party text not null,
    kind text not null,
    subject text not null,
    payload text not null,
    previous_hash bytea not null unique check (octet_length(previous_hash) = 32),
    hash bytea not null unique check (octet_length(hash) = 32)
);

create function tandem_ledger.refuse() returns trigger language plpgsql as $$
begin
    raise exception 'an entry is never %', case tg_op when 'UPDATE' then 'changed' else 'deleted' end;
end $$;

create function tandem_ledger.comes_last() returns trigger language plpgsql as $$
declare
    last_position bigint;
    last_hash bytea;
begin
    select position, hash into last_position, last_hash from tandem_ledger.entry order by position desc limit 1;
    if new.position <> coalesce(last_position, 0) + 1
        or new.previous_hash <> coalesce(last_hash, decode(repeat('00', 32), 'hex')) then
        raise exception 'an entry comes after the last one';
    end if;
    return new;
end $$;

-- They hold whoever comes to the database, not only Tandem.
create trigger entry_is_never_changed before update or delete on tandem_ledger.entry
    for each row execute function tandem_ledger.refuse();
create trigger entry_is_never_emptied before truncate on tandem_ledger.entry
    for each statement execute function tandem_ledger.refuse();
create trigger entry_comes_last before insert on tandem_ledger.entry
    for each row execute function tandem_ledger.comes_last();
alter table tandem_ledger.entry enable always trigger entry_is_never_changed;
alter table tandem_ledger.entry enable always trigger entry_is_never_emptied;
alter table tandem_ledger.entry enable always trigger entry_comes_last;
