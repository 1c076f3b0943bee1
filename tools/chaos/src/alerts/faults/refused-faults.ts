import { randomUUID } from 'node:crypto';
import { type WatchedFleet } from '../live/watched-fleet';
import { type AlertFault } from './alert-fault';

/** Somebody takes a right from the role of a service, and gives it back. */
async function withoutRight(
  { system: { postgres } }: WatchedFleet,
  rights: string,
  table: string,
): Promise<() => Promise<void>> {
  const [service] = table.split('.');
  await postgres.sql(`REVOKE ${rights} ON ${table} FROM secureconnect_${service}`);
  return async () => void (await postgres.sql(`GRANT ${rights} ON ${table} TO secureconnect_${service}`));
}

const chatOutbox: AlertFault = {
  name: 'chat-outbox-refused',
  does: 'the role of chat may not settle its outbox any more',
  fires: ['ChatOutboxBehind'],
  begin: (fleet) => withoutRight(fleet, 'UPDATE, DELETE', 'chat.outbox'),
};

const callOutbox: AlertFault = {
  name: 'call-outbox-refused',
  does: 'the role of video may not settle its outbox any more',
  fires: ['CallOutboxBehind'],
  begin: (fleet) => withoutRight(fleet, 'UPDATE', 'video.call_changes'),
};

const sweep: AlertFault = {
  name: 'sweep-refused',
  does: 'the role of storage may not write down how far it has come with its sweep',
  fires: ['StorageSweepFailing'],
  beside: { JobsDying: 'a sweep that failed three times is a dead letter' },
  begin: (fleet) => withoutRight(fleet, 'UPDATE', 'storage.blob_rounds'),
};

const insertJob = `
  INSERT INTO chat.jobs (id, name, priority, due_at, payload, created_at, ready)
  VALUES ($1, 'retired-queue', 0, clock_timestamp(), '{}', clock_timestamp(), true)`;

const nobodysQueue: AlertFault = {
  name: 'queue-of-nobody',
  does: 'a job lies in a queue of chat that no instance has a handler of, as after a rollback',
  fires: ['JobsBehind'],
  begin: async ({ system: { postgres } }) => {
    const id = randomUUID();
    await postgres.sql(insertJob, [id]);
    return async () => void (await postgres.sql('DELETE FROM chat.jobs WHERE id = $1', [id]));
  },
};

const insertUnreadable = `
  INSERT INTO storage.jobs (id, name, priority, due_at, payload, created_at, ready)
  VALUES ($1, 'scan-file', 0, clock_timestamp(), '{"fileId":"none"}', clock_timestamp(), true)`;

const unreadable: AlertFault = {
  name: 'job-unreadable',
  does: 'a job of storage has a payload that its handler cannot read, as of another version',
  fires: ['JobsDying'],
  begin: async ({ system: { postgres } }) => {
    await postgres.sql(insertUnreadable, [randomUUID()]);
    return () => Promise.resolve();
  },
};

const insertDevices = `
  INSERT INTO video.push_tokens (user_id, device_id, provider, address_hash, sealed, sealed_with, issued_at_ms)
  SELECT id, 'phone-' || number, 'web', sha256((id::text || number)::bytea), '\\x00', 'nobody', 0
  FROM auth.users, generate_series(1, 3) AS number WHERE username LIKE 'person-%'`;

const pushes: AlertFault = {
  name: 'devices-of-another-key',
  does: 'everybody has three devices that no instance of video can wake, as after a lost PUSH_SECRET',
  fires: ['PushFailing'],
  begin: async ({ system: { postgres } }) => {
    await postgres.sql(insertDevices);
    return async () =>
      void (await postgres.sql(`DELETE FROM video.push_tokens WHERE sealed_with = 'nobody'`));
  },
};

/** What PostgreSQL refuses, or has in it that nobody can work on. */
export const refusedAlertFaults = { chatOutbox, callOutbox, sweep, nobodysQueue, unreadable, pushes };
