-- What PostgreSQL's catalogs say, as a JSON list of [aspect, subject, value]. Members of extensions are not the script's.
with
space as (
  select oid, case when nspname like 'pg\_temp%' then 'pg_temp' else nspname::text end as schema
    from pg_namespace
   where (nspname not like 'pg\_%' or nspname like 'pg\_temp%') and nspname <> 'information_schema'
),
owned as (
  select classid, objid from pg_depend where deptype = 'e'
),
relation as (
  select c.oid, c.relkind, c.relpersistence, c.reltype, s.schema, c.relname::text as name,
         s.schema || '.' || c.relname as subject
    from pg_class c join space s on s.oid = c.relnamespace
   where not exists (select from owned where classid = 'pg_class'::regclass and objid = c.oid)
),
attribute as (
  select r.subject || '.' || a.attname as subject, r.subject as relation, r.relkind, a.*
    from relation r join pg_attribute a on a.attrelid = r.oid
   where a.attnum > 0 and not a.attisdropped and r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
),
bound as (
  select c.*, r.subject as relation, r.subject || '.' || c.conname as subject, to_jsonb(c) as j
    from pg_constraint c join relation r on r.oid = c.conrelid
   -- A foreign key to a partitioned table is one to each of its partitions too; psql and pg_dump do not show those.
   where not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid and c.contype = 'f')
),
timing as (
  select oid,
         case when condeferrable then ' deferrable' else '' end
         || case when condeferred then ' initially deferred' else '' end
         || case when not convalidated then ' not valid' else '' end
         || case when (j ->> 'conenforced') = 'false' then ' not enforced' else '' end
         || case when contype in ('c', 'n') and connoinherit then ' no inherit' else '' end as words
    from bound
),
kind (letter, word) as (
  values ('r', 'table'), ('p', 'partitioned table'), ('v', 'view'), ('m', 'materialized view'),
         ('f', 'foreign table'), ('S', 'sequence'), ('c', 'composite type')
),
fact (aspect, subject, value) as (
  select 'relation', r.subject,
         case r.relpersistence when 'u' then case when r.relkind = 'S' then '' else 'unlogged ' end when 't' then 'temporary ' else '' end || k.word
         || coalesce((select ' owned by ' || o.subject || '.' || a.attname
                        from pg_depend d
                        join relation o on o.oid = d.refobjid
                        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                       where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i')
                         and r.relkind = 'S' limit 1), '')
    from relation r join kind k on k.letter = r.relkind::text
  union all
  select 'columns', r.subject, coalesce((select string_agg(a.attname, ', ' order by a.attnum)
                                           from attribute a where a.attrelid = r.oid), '')
    from relation r where r.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  union all
  -- Whether the schema of a temporary table's row type is written depends on what else has the name.
  select 'type', a.subject,
         case when n.nspname like 'pg\_temp%' then 'pg_temp.' else '' end
         || regexp_replace(format_type(a.atttypid, a.atttypmod), '^pg_temp\.', '')
    from attribute a join pg_type t on t.oid = a.atttypid join pg_namespace n on n.oid = t.typnamespace
  union all
  select 'not null', a.subject,
         case when a.attnotnull then 'not null' else 'null' end
         || coalesce((select ' by ' || b.conname || t.words from bound b join timing t on t.oid = b.oid
                       where b.contype = 'n' and b.conrelid = a.attrelid and b.conkey[1] = a.attnum), '')
    from attribute a where a.relkind in ('r', 'p', 'f')
  union all
  select case when a.attgenerated = '' then 'default' else 'generated' end, a.subject,
         pg_get_expr(d.adbin, d.adrelid)
         || case a.attgenerated when 's' then ' stored' when 'v' then ' virtual' else '' end
    from attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.relkind in ('r', 'p', 'f')
  union all
  select 'identity', a.subject, case a.attidentity when 'a' then 'always' else 'by default' end
    from attribute a where a.attidentity <> ''
  union all
  select 'collation', a.subject, c.collname
    from attribute a join pg_type t on t.oid = a.atttypid join pg_collation c on c.oid = a.attcollation
   where a.attcollation <> t.typcollation and a.relkind in ('r', 'p', 'f')
  union all
  select case b.contype when 'p' then 'primary key' else 'unique' end, b.subject,
         '(' || (select string_agg(a.attname, ', ' order by k.place)
            from unnest(b.conkey) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = b.conrelid and a.attnum = k.number)
         || case when (b.j ->> 'conperiod') = 'true' then ' without overlaps' else '' end || ')' || t.words
    from bound b join timing t on t.oid = b.oid where b.contype in ('p', 'u')
  union all
  select 'foreign key', b.subject,
         '(' || (select string_agg(a.attname, ', ' order by k.place)
                   from unnest(b.conkey) with ordinality k (number, place)
                   join pg_attribute a on a.attrelid = b.conrelid and a.attnum = k.number)
         || case when (b.j ->> 'conperiod') = 'true' then ' period' else '' end
         || ') references ' || coalesce((select f.subject from relation f where f.oid = b.confrelid), b.confrelid::regclass::text) || ' ('
         || (select string_agg(a.attname, ', ' order by k.place)
               from unnest(b.confkey) with ordinality k (number, place)
               join pg_attribute a on a.attrelid = b.confrelid and a.attnum = k.number)
         || ')' || case b.confmatchtype when 'f' then ' match full' else '' end
         || ' on delete ' || (select word from (values ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'),
              ('n', 'set null'), ('d', 'set default')) w (letter, word) where letter = b.confdeltype::text)
         || coalesce((select ' (' || string_agg(a.attname, ', ' order by k.place) || ')'
               from unnest(b.confdelsetcols) with ordinality k (number, place)
               join pg_attribute a on a.attrelid = b.conrelid and a.attnum = k.number), '')
         || ' on update ' || (select word from (values ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'),
              ('n', 'set null'), ('d', 'set default')) w (letter, word) where letter = b.confupdtype::text)
         || t.words
    from bound b join timing t on t.oid = b.oid where b.contype = 'f'
  union all
  select 'CHECK', b.subject, pg_get_expr(b.conbin, b.conrelid) || t.words
    from bound b join timing t on t.oid = b.oid where b.contype = 'c'
  union all
  select 'exclusion', b.subject, regexp_replace(pg_get_constraintdef(b.oid), ' DEFERRABLE| INITIALLY DEFERRED', '', 'g') || t.words
    from bound b join timing t on t.oid = b.oid where b.contype = 'x'
  union all
  select 'index', s.schema || '.' || i.relname,
         case when x.indisunique then 'unique ' else '' end || 'on ' || r.subject || ' '
         || regexp_replace(regexp_replace(pg_get_indexdef(i.oid), '^.*? USING ', ''), ' WITH \([^)]*\)', '')
         || case when not x.indisvalid then ' invalid' else '' end
         || coalesce((select ' partition of ' || p.relname from pg_inherits h join pg_class p on p.oid = h.inhparent
                       where h.inhrelid = i.oid), '')
    from pg_index x join pg_class i on i.oid = x.indexrelid join relation r on r.oid = x.indrelid
    join space s on s.oid = i.relnamespace
  union all
  select 'enum', s.schema || '.' || t.typname,
         coalesce((select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
                     from pg_enum e where e.enumtypid = t.oid), '')
    from pg_type t join space s on s.oid = t.typnamespace
   where t.typtype = 'e' and not exists (select from owned where classid = 'pg_type'::regclass and objid = t.oid)
  union all
  select 'domain', s.schema || '.' || t.typname,
         format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end
         || coalesce(' default ' || pg_get_expr(t.typdefaultbin, 0), '')
         || coalesce((select string_agg(' ' || c.conname || ' ' || pg_get_constraintdef(c.oid), '' order by c.conname)
                        from pg_constraint c where c.contypid = t.oid and c.contype = 'c'), '')
    from pg_type t join space s on s.oid = t.typnamespace
   where t.typtype = 'd' and not exists (select from owned where classid = 'pg_type'::regclass and objid = t.oid)
  union all
  select 'trigger', r.subject || '.' || t.tgname,
         case when t.tgconstraint <> 0 then 'constraint ' else '' end
         || case when (t.tgtype & 2) <> 0 then 'before' when (t.tgtype & 64) <> 0 then 'instead of' else 'after' end
         || case when (t.tgtype & 4) <> 0 then ' insert' else '' end
         || case when (t.tgtype & 8) <> 0 then ' delete' else '' end
         || case when (t.tgtype & 16) <> 0 then ' update' else '' end
         || case when (t.tgtype & 32) <> 0 then ' truncate' else '' end
         || case when (t.tgtype & 1) <> 0 then ' row' else ' statement' end
         || ' ' || coalesce((select p.schema from space p where p.oid = f.pronamespace), 'pg_catalog') || '.' || f.proname
    from pg_trigger t join relation r on r.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
   where not t.tgisinternal
  union all
  select 'row security', r.subject,
         case when c.relrowsecurity then 'enabled' else 'disabled' end || case when c.relforcerowsecurity then ' forced' else '' end
    from relation r join pg_class c on c.oid = r.oid where c.relrowsecurity or c.relforcerowsecurity
  union all
  -- Of roles that the session is, the name is that of this machine.
  select 'policy', r.subject || '.' || p.polname,
         case when p.polpermissive then 'permissive ' else 'restrictive ' end
         || case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end
         || coalesce((select ' to ' || string_agg(case when u.rolname = session_user then 'current_user' else u.rolname end, ', ' order by k.place)
                        from unnest(p.polroles) with ordinality k (number, place) join pg_roles u on u.oid = k.number), '')
         || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '')
         || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
    from pg_policy p join relation r on r.oid = p.polrelid
  union all
  select 'parent', r.subject,
         (select string_agg(p.subject, ', ' order by h.inhseqno) from pg_inherits h
            join relation p on p.oid = h.inhparent where h.inhrelid = r.oid)
         || case when (select relispartition from pg_class where oid = r.oid) then ' partition' else '' end
    from relation r where r.relkind in ('r', 'p', 'f') and exists (select from pg_inherits h where h.inhrelid = r.oid)
  union all
  select 'comment', 'relation ' || r.subject || coalesce('.' || a.attname, ''), d.description
    from pg_description d join relation r on r.oid = d.objoid and r.relkind <> 'S'
    left join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
   where d.classoid = 'pg_class'::regclass and r.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I')
  union all
  select 'comment', 'constraint ' || b.subject, d.description
    from pg_description d join bound b on b.oid = d.objoid where d.classoid = 'pg_constraint'::regclass
  union all
  select 'comment', 'type ' || s.schema || '.' || t.typname, d.description
    from pg_description d join pg_type t on t.oid = d.objoid join space s on s.oid = t.typnamespace
   where d.classoid = 'pg_type'::regclass and t.typtype in ('e', 'd')
     and not exists (select from owned where classid = 'pg_type'::regclass and objid = t.oid)
)
select coalesce(json_agg(json_build_array(aspect, subject, value)), '[]')::text from fact
