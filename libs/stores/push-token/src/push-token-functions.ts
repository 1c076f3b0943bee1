/**
 * One statement, so that there is no moment at which what wakes a device is two people's, or nobody's. Whoever registers
 * has the turn of the token, then those of the users concerned in one order: two who hand each other their devices wait
 * for one another and never in a circle.
 */
export const createRegisterPushToken = `
  CREATE FUNCTION register_push_token(
    owner uuid, device text, by_provider text, hash bytea, sealed_target bytea, seal_key text, of_session text,
    issued bigint, most integer
  ) RETURNS TABLE (created timestamptz, updated timestamptz, former uuid) LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    turn bigint;
    before uuid;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('push token ' || by_provider || encode(hash, 'hex'), 0));
    SELECT t.user_id INTO before FROM push_tokens t WHERE t.provider = by_provider AND t.address_hash = hash;
    FOREACH turn IN ARRAY (
      SELECT array_agg(DISTINCT hashtextextended('push devices ' || person, 0)
        ORDER BY hashtextextended('push devices ' || person, 0))
      FROM unnest(ARRAY[owner, before]) AS person WHERE person IS NOT NULL
    ) LOOP
      PERFORM pg_advisory_xact_lock(turn);
    END LOOP;
    DELETE FROM push_tokens t WHERE t.provider = by_provider AND t.address_hash = hash
      AND (t.user_id, t.device_id) <> (owner, device);
    INSERT INTO push_tokens AS t (user_id, device_id, provider, address_hash, sealed, sealed_with, session_id, issued_at_ms)
    VALUES (owner, device, by_provider, hash, sealed_target, seal_key, of_session, issued)
    ON CONFLICT (user_id, device_id) DO UPDATE SET provider = excluded.provider, address_hash = excluded.address_hash,
      sealed = excluded.sealed, sealed_with = excluded.sealed_with, session_id = excluded.session_id,
      issued_at_ms = excluded.issued_at_ms, version = DEFAULT, updated_at = clock_timestamp()
    RETURNING t.created_at, t.updated_at INTO created, updated;
    DELETE FROM push_tokens t WHERE t.user_id = owner AND t.device_id IN (
      SELECT o.device_id FROM push_tokens o WHERE o.user_id = owner ORDER BY o.version DESC OFFSET most);
    former := before;
    RETURN NEXT;
  END $$`;
