/**
 * The words of a message, and its conversation as one more, with a sign that no word has: so the index finds the common words of one conversation
 * without reading those of all others.
 */
export const createWordsOf = `
  CREATE FUNCTION words_of(conversation uuid, said text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('simple'::regconfig, said) || array_to_tsvector(ARRAY['=' || conversation::text])
  $$`;

/** Every word asked for, or what begins with it; null where no word is in it. */
export const createAskedWords = `
  CREATE FUNCTION asked_words(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(quoted_word(w) || CASE WHEN length(w) > 1 THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('simple'::regconfig, asked))) w
  $$`;

export const createQuotedWord = `
  CREATE FUNCTION quoted_word(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || ''''
  $$`;

/** The conversations she searches: the one she names, or those in which something was said last. */
export const createSearchedPlaces = `
  CREATE FUNCTION searched_places(person uuid, place uuid, most integer) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(f.id) FROM (
      SELECT c.id FROM members v JOIN conversations c ON c.id = v.conversation_id
      WHERE v.user_id = person AND v.left_at IS NULL AND c.deleted_at IS NULL AND (place IS NULL OR v.conversation_id = place)
      ORDER BY c.updated_at DESC LIMIT most) f
  $$`;

/** The number of the last message that was there at a time, or was the last of all. */
export const createLastSeqAt = `
  CREATE FUNCTION last_seq_at(conversation uuid, until timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN until IS NULL THEN 9223372036854775807 ELSE (
      SELECT m.seq FROM messages m WHERE m.conversation_id = conversation AND m.created_at <= until
      ORDER BY m.created_at DESC LIMIT 1) END
  $$`;

/**
 * Reads the newest messages one after the other, so many and of so many bytes at most; quick for words that are common.
 * Where that ends before the page is full and before the beginning, the last row is no hit and says how far it came.
 */
export const createReadForWords = `
  CREATE FUNCTION read_for_words(person uuid, places uuid[], words tsquery, until timestamptz, until_id uuid,
    most integer, most_read integer, most_bytes integer)
  RETURNS TABLE (message uuid, at timestamptz, is_hit boolean) LANGUAGE sql STABLE ROWS 50 AS $$
    WITH newest AS MATERIALIZED (
      SELECT n.* FROM members v CROSS JOIN LATERAL (
        SELECT m.id, m.created_at, m.body FROM messages m
        WHERE m.conversation_id = v.conversation_id AND m.seq > v.joined_seq
          AND m.seq <= last_seq_at(v.conversation_id, until)
          AND (until IS NULL OR (m.created_at, m.id) < (until, until_id))
        ORDER BY m.seq DESC LIMIT most_read) n
      WHERE v.user_id = person AND v.left_at IS NULL AND v.conversation_id = ANY (places)
      ORDER BY n.created_at DESC, n.id DESC LIMIT most_read),
    taken AS MATERIALIZED (
      SELECT t.id, t.created_at, t.body FROM (
        SELECT n.*, sum(octet_length(n.body)) OVER (ORDER BY n.created_at DESC, n.id DESC) - octet_length(n.body) AS before
        FROM newest n) t WHERE t.before < most_bytes),
    hits AS MATERIALIZED (
      SELECT t.id, t.created_at FROM taken t WHERE to_tsvector('simple'::regconfig, t.body) @@ words
      ORDER BY t.created_at DESC, t.id DESC LIMIT most + 1)
    SELECT h.id, h.created_at, true FROM hits h
    UNION ALL
    (SELECT t.id, t.created_at, false FROM taken t
      WHERE (SELECT count(*) FROM newest) = most_read OR (SELECT count(*) FROM taken) < (SELECT count(*) FROM newest)
      ORDER BY t.created_at, t.id LIMIT 1)
  $$`;

/** Asks the index; nothing where the words fit more messages than are worth sorting, one row that is no hit then. */
export const createFindByIndex = `
  CREATE FUNCTION find_by_index(person uuid, places uuid[], words tsquery, until timestamptz, until_id uuid,
    most integer, most_found integer)
  RETURNS TABLE (message uuid, at timestamptz, is_hit boolean)
  LANGUAGE plpgsql STABLE ROWS 50 SET enable_seqscan = off AS $$
  DECLARE
    found_ids uuid[];
    within tsquery := (SELECT string_agg(quoted_word('=' || p::text), ' | ')::tsquery FROM unnest(places) p);
  BEGIN
    found_ids := ARRAY(SELECT m.id FROM messages m
      WHERE words_of(m.conversation_id, m.body) @@ (words && within) AND m.deleted_at IS NULL LIMIT most_found + 1);
    IF cardinality(found_ids) > most_found THEN
      RETURN QUERY SELECT NULL::uuid, NULL::timestamptz, false;
      RETURN;
    END IF;
    RETURN QUERY SELECT m.id, m.created_at, true FROM messages m
      JOIN members v ON v.conversation_id = m.conversation_id AND v.user_id = person
      WHERE m.id = ANY (found_ids) AND m.conversation_id = ANY (places) AND v.left_at IS NULL AND m.seq > v.joined_seq
        AND (until IS NULL OR (m.created_at, m.id) < (until, until_id))
      ORDER BY m.created_at DESC, m.id DESC LIMIT most + 1;
  END $$`;
