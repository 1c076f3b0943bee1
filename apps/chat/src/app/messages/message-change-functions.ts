/** What is set beneath a message, in the order in which each sign was first set; of a crowd, the first hundred. */
export const createSignsOf = `
  CREATE FUNCTION signs_of(message uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('emoji', g.emoji, 'count', g.count, 'user_ids', g.people) ORDER BY g.since, g.emoji), '[]')
    FROM (SELECT r.emoji, min(r.at) AS since, count(*) AS count,
        (array_agg(r.user_id ORDER BY r.at, r.user_id))[:100] AS people
      FROM reactions r WHERE r.message_id = message GROUP BY r.emoji) g
  $$`;

/** Locks the conversation of a message that she may see, and gives the message as it is under the lock. */
export const createHoldMessage = `
  CREATE FUNCTION hold_message(message uuid, person uuid) RETURNS messages LANGUAGE plpgsql VOLATILE AS $$
  BEGIN
    IF (seen_message(message, person)).id IS NULL THEN RETURN NULL; END IF;
    PERFORM FROM conversations c JOIN messages m ON m.conversation_id = c.id WHERE m.id = message FOR UPDATE OF c;
    RETURN seen_message(message, person);
  END $$`;

/** A message, where she may see it. */
export const createSeenMessage = `
  CREATE FUNCTION seen_message(message uuid, person uuid) RETURNS messages LANGUAGE sql VOLATILE AS $$
    SELECT m FROM messages m JOIN conversations c ON c.id = m.conversation_id
      JOIN members v ON v.conversation_id = m.conversation_id AND v.user_id = person
    WHERE m.id = message AND c.deleted_at IS NULL AND v.left_at IS NULL AND m.seq > v.joined_seq
  $$`;

/** Whether she may take away what others said: in a group that is hers to keep. */
export const createLeads = `
  CREATE FUNCTION leads(conversation uuid, person uuid) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT EXISTS (SELECT FROM members v JOIN conversations c ON c.id = v.conversation_id
      WHERE c.id = conversation AND c.type = 'group' AND v.user_id = person AND v.left_at IS NULL
        AND v.role IN ('owner', 'admin'))
  $$`;

/** The next version of the conversation a message is in, and why. */
export const createTellMessageChange = `
  CREATE FUNCTION tell_message_change(conversation uuid, what text, who uuid, thing uuid) RETURNS bigint
  LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    following bigint;
  BEGIN
    UPDATE conversations c SET version = c.version + 1 WHERE c.id = conversation RETURNING c.version INTO following;
    PERFORM tell_change(conversation, following, what, who, thing);
    RETURN following;
  END $$`;

/** An edit that changes nothing is none. */
export const createEditMessage = `
  CREATE FUNCTION edit_message(message uuid, person uuid, words text,
    OUT outcome text, OUT changed messages, OUT signs jsonb, OUT version bigint)
  LANGUAGE plpgsql VOLATILE AS $$
  BEGIN
    changed := hold_message(message, person);
    outcome := CASE WHEN changed.id IS NULL THEN 'unknown' WHEN changed.sender_id <> person THEN 'not_hers'
      WHEN changed.deleted_at IS NOT NULL THEN 'deleted'
      WHEN words = '' AND changed.attachments = '{}' THEN 'empty'
      WHEN changed.body = words THEN 'same' ELSE 'changed' END;
    IF outcome = 'changed' THEN
      UPDATE messages m SET body = words, edited_at = clock_timestamp() WHERE m.id = message RETURNING * INTO changed;
      version := tell_message_change(changed.conversation_id, 'message.updated', person, message);
    END IF;
    signs := signs_of(message);
  END $$`;

/** It keeps its number and says nothing: a gap would look like a loss. */
export const createDeleteMessage = `
  CREATE FUNCTION delete_message(message uuid, person uuid,
    OUT outcome text, OUT changed messages, OUT signs jsonb, OUT version bigint)
  LANGUAGE plpgsql VOLATILE AS $$
  BEGIN
    changed := hold_message(message, person);
    outcome := CASE WHEN changed.id IS NULL THEN 'unknown'
      WHEN changed.sender_id <> person AND NOT leads(changed.conversation_id, person) THEN 'not_hers'
      WHEN changed.deleted_at IS NOT NULL THEN 'same' ELSE 'changed' END;
    IF outcome = 'changed' THEN
      DELETE FROM reactions r WHERE r.message_id = message;
      UPDATE messages m SET body = '', attachments = '{}', deleted_at = clock_timestamp()
      WHERE m.id = message RETURNING * INTO changed;
      version := tell_message_change(changed.conversation_id, 'message.deleted', person, message);
    END IF;
    signs := '[]';
  END $$`;

/** A sign that is set already, or gone already, changes nothing; so many different ones fit beneath a message. */
export const createReact = `
  CREATE FUNCTION react(message uuid, person uuid, sign text, is_set boolean, most integer,
    OUT outcome text, OUT changed messages, OUT signs jsonb, OUT version bigint)
  LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    is_new boolean;
  BEGIN
    changed := hold_message(message, person);
    outcome := CASE WHEN changed.id IS NULL THEN 'unknown' WHEN changed.deleted_at IS NOT NULL THEN 'deleted'
      WHEN is_set = EXISTS (SELECT FROM reactions r
        WHERE r.message_id = message AND r.user_id = person AND r.emoji = sign) THEN 'same' ELSE 'changed' END;
    IF outcome = 'changed' AND is_set THEN
      is_new := NOT EXISTS (SELECT FROM reactions r WHERE r.message_id = message AND r.emoji = sign);
      IF is_new AND (SELECT count(DISTINCT r.emoji) FROM reactions r WHERE r.message_id = message) >= most THEN
        outcome := 'full';
        RETURN;
      END IF;
      INSERT INTO reactions (message_id, user_id, emoji) VALUES (message, person, sign);
    ELSIF outcome = 'changed' THEN
      DELETE FROM reactions r WHERE r.message_id = message AND r.user_id = person AND r.emoji = sign;
    END IF;
    IF outcome = 'changed' THEN
      version := tell_message_change(changed.conversation_id, 'message.updated', person, message);
    END IF;
    signs := signs_of(message);
  END $$`;
