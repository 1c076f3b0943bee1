/**
 * A message is taken in one round trip. A repeat is found before the conversation is locked, and looked for again under
 * the lock: who sends the same 50 times at once has one message. Who is no member locks nothing, and learns nothing of
 * what she sent while she was.
 */
export const createSendMessage = `
  CREATE FUNCTION send_message(conversation uuid, sender uuid, message uuid, client_msg text, print bytea,
    words text, reply uuid, files uuid[],
    OUT outcome text, OUT changed messages, OUT signs jsonb, OUT version bigint)
  LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    place conversations;
  BEGIN
    outcome := 'unknown';
    IF NOT is_member(conversation, sender) THEN RETURN; END IF;
    changed := find_sent(conversation, sender, client_msg);
    IF changed.id IS NULL THEN
      PERFORM FROM conversations c WHERE c.id = conversation FOR UPDATE;
      IF NOT is_member(conversation, sender) THEN RETURN; END IF;
      changed := find_sent(conversation, sender, client_msg);
    END IF;
    IF changed.id IS NOT NULL THEN
      outcome := CASE WHEN changed.fingerprint = print THEN 'repeated' ELSE 'reused' END;
      signs := signs_of(changed.id);
      RETURN;
    END IF;
    IF reply IS NOT NULL AND NOT EXISTS (
      SELECT FROM messages m JOIN members v ON v.conversation_id = m.conversation_id AND v.user_id = sender
      WHERE m.id = reply AND m.conversation_id = conversation AND m.seq > v.joined_seq) THEN
      outcome := 'unknown_reply';
      RETURN;
    END IF;
    UPDATE conversations c SET last_seq = c.last_seq + 1, version = c.version + 1, updated_at = clock_timestamp()
    WHERE c.id = conversation RETURNING * INTO place;
    INSERT INTO messages (conversation_id, seq, id, sender_id, client_msg_id, fingerprint, body, reply_to, attachments)
    VALUES (conversation, place.last_seq, message, sender, client_msg, print, words, reply, files)
    RETURNING * INTO changed;
    UPDATE members v SET delivered_seq = place.last_seq, read_seq = place.last_seq
    WHERE v.conversation_id = conversation AND v.user_id = sender;
    PERFORM tell_change(conversation, place.version, 'message.created', sender, message);
    outcome := 'sent';
    signs := '[]';
    version := place.version;
  END $$`;

/** What she has sent under this id of her client's. */
export const createFindSent = `
  CREATE FUNCTION find_sent(conversation uuid, sender uuid, client_msg text) RETURNS messages
  LANGUAGE sql VOLATILE AS $$
    SELECT m FROM messages m
    WHERE m.conversation_id = conversation AND m.sender_id = sender AND m.client_msg_id = client_msg
  $$`;

/** Of a conversation that is there. */
export const createIsMember = `
  CREATE FUNCTION is_member(conversation uuid, person uuid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM members v JOIN conversations c ON c.id = v.conversation_id
      WHERE v.conversation_id = conversation AND v.user_id = person AND v.left_at IS NULL AND c.deleted_at IS NULL)
  $$`;

/**
 * What happened, for those who ask later, and for the outbox. Who waits for the conversation's lock has its number
 * already, so a lower number may get a higher version. A change is therefore marked with no lower number than the one
 * before it: the numbers of a conversation rise with its versions, and none is lower than its own transaction's, so
 * that whoever has read up to a horizon has missed nothing.
 */
export const createTellChange = `
  CREATE FUNCTION tell_change(conversation uuid, at_version bigint, what text, who uuid, thing uuid) RETURNS void
  LANGUAGE sql VOLATILE AS $$
    INSERT INTO changes (conversation_id, version, xid, kind, actor, about)
    VALUES (conversation, at_version, greatest(pg_current_xact_id(), (
      SELECT before.xid FROM changes before
      WHERE before.conversation_id = conversation AND before.version = at_version - 1)), what, who, thing);
    INSERT INTO outbox (conversation_id, version) VALUES (conversation, at_version);
  $$`;
