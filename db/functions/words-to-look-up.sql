-- The words of a search over leads that the index is asked for, as a prefix query; null when there is no word in it. What is left out is compared
-- with every row that is found (api/src/graphql/lead.ts). Left out are words that the planner's statistics know at a tenth of all leads or more,
-- and one or two letters, which begin words without number: for `p123456 company` the index would gather a million places to keep one. Where
-- nothing else is asked for, all are looked up. A word that the statistics don't know is said twice: whatever it is, the planner takes half a
-- percent of all leads for it, and would rather walk through them by score than look one up.
-- Called immutable although statistics change: so it is asked once, while a statement is planned, and the plan knows the words. A plan that is kept
-- would keep its words, which may cost time, but never finds anything else.
create or replace function words_to_look_up(search text) returns text language sql immutable parallel safe strict as $$
  with known as (
    select e.element, e.share
    from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) as e(element, share)
    where s.schemaname = 'public' and s.tablename = 'lead' and s.attname = 'search' and e.element is not null
  ), word as (
    select w.word, (select sum(k.share) from known k where k.element ^@ w.word) as share
    from unnest(string_to_array(search_words(words_to_look_up.search), ' ')) as w(word) where w.word <> ''
  ), judged as (
    select word, share is null as is_unknown, length(word) > 2 and coalesce(share, 0) < 0.1 as is_rare from word
  )
  select string_agg(j.word || ':*' || case when j.is_rare and j.is_unknown then ' & ' || j.word || ':*' else '' end, ' & ')
  from judged j where j.is_rare or not exists (select from judged other where other.is_rare)
$$;
