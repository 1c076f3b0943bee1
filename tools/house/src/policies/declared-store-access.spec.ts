import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '../workspace';

const run = promisify(execFile);
const eslint = join(workspaceRoot, 'node_modules', '.bin', 'eslint');
const room = 'apps/auth/src/app/planted-for-lint';

/** All cases in one run, since a run of the linter costs seconds. */
const files: Readonly<Record<string, string>> = {
  'note.store.ts': `
    import { Injectable } from '@nestjs/common';
    @Injectable()
    export class NoteStore {
      constructor(private readonly inner: OtherStore) {}
      get(): string { return this.inner.get(); }
    }
    export class Ledger { get(): string { return ''; } }
    abstract class OtherStore { abstract get(): string; }
  `,
  'silent.controller.ts': `
    import { Controller, Get } from '@nestjs/common';
    import { NoteStore } from './note.store';
    @Controller()
    export class SilentController {
      constructor(private readonly notes: NoteStore) {}
      @Get() direct(): string { return this.notes.get(); }
      @Get('b') roundabout(): string { return this.helper(); }
      @Get('c') harmless(): string { return ''; }
      private helper(): string { const { notes } = this; return notes.get(); }
    }
  `,
  'silent.gateway.ts': `
    import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
    import { NoteStore } from './note.store';
    @WebSocketGateway()
    export class SilentGateway {
      private readonly kept: NoteStore;
      constructor(notes: NoteStore) { this.kept = notes; }
      @SubscribeMessage('x') take(): string { return this.kept.get(); }
    }
  `,
  'silent.service.ts': `
    import { Inject, Injectable } from '@nestjs/common';
    import { RedisFree } from '@secureconnect/resilience';
    import { Ledger } from './note.store';
    @RedisFree('a-class-speaks-for-handlers-only')
    @Injectable()
    export class SilentService {
      @Inject(Ledger) private readonly ledger: Ledger;
      read(): string { return this.ledger.get(); }
    }
  `,
  'past-stores.service.ts': `
    import { Injectable } from '@nestjs/common';
    import { RedisGate } from '@secureconnect/redis';
    import { Failover, type FailoverStore, REACHES_REDIS } from '@secureconnect/resilience';
    @Injectable()
    export class PastStoresService {
      private readonly store: FailoverStore;
      constructor(private readonly gate: RedisGate, private readonly failover: Failover) {
        this.store = failover.store({ name: 'x', guarantees: { redis: 'all' } });
      }
      byGate(): unknown { return this.gate.options; }
      byStore(): unknown { return this.store.name; }
      byFailover(): unknown { return this.failover.stores; }
    }
    @Injectable()
    export class Plumbing {
      static readonly [REACHES_REDIS] = true;
      constructor(readonly gate: RedisGate) {}
      handOn(): unknown { return this.gate.options; }
    }
  `,
  'spoken.controller.ts': `
    import { Controller, Get } from '@nestjs/common';
    import { FailClosed, RedisFree } from '@secureconnect/resilience';
    import { NoteStore } from './note.store';
    @FailClosed('spoken', 'notes')
    @Controller()
    export class SpokenController {
      constructor(private readonly notes: NoteStore) {}
      @Get() byClass(): string { return this.notes.get(); }
      @RedisFree('own') @Get('b') byItself(): string { return this.notes.get(); }
    }
  `,
  'spoken.service.ts': `
    import { Injectable } from '@nestjs/common';
    import { FailClosed } from '@secureconnect/resilience';
    import { NoteStore } from './note.store';
    @Injectable()
    export class SpokenService {
      constructor(private readonly notes: NoteStore) {}
      @FailClosed('read', 'notes') read(): string { return this.notes.get(); }
      through(): string { return this.read(); }
      untouched(): string { return ''; }
    }
    export class NobodysProvider {
      constructor(private readonly notes: NoteStore) {}
      read(): string { return this.notes.get(); }
    }
  `,
};

interface LintResult {
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

async function lint(): Promise<string[]> {
  const paths = Object.keys(files).map((name) => join(room, name));
  const env = { ...process.env, NX_DAEMON: 'false' };
  const args = ['-c', 'tools/eslint/untyped.mjs', '--format', 'json', ...paths];
  const output = await run(eslint, args, { cwd: workspaceRoot, env }).catch(
    (error: { stdout: string }) => error,
  );
  return (JSON.parse(output.stdout) as LintResult[])
    .flatMap(({ messages }) => messages)
    .filter(({ ruleId }) => ruleId === 'house/declared-store-access')
    .map(({ message }) => message.replace(/\. Put.*/, ''));
}

describe('the rule that whoever reaches a store declares how it fails', () => {
  beforeAll(async () => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(workspaceRoot, room, name)), { recursive: true });
      await writeFile(join(workspaceRoot, room, name), text);
    }
  });
  afterAll(() => rm(join(workspaceRoot, room), { recursive: true, force: true }));

  it('names those who do not, and nobody else', async () => {
    expect((await lint()).sort()).toEqual([
      'PastStoresService.byFailover reaches Failover and declares nothing',
      'PastStoresService.byGate reaches RedisGate and declares nothing',
      'PastStoresService.byStore reaches FailoverStore and declares nothing',
      'SilentController.direct reaches NoteStore and declares nothing',
      'SilentController.roundabout reaches NoteStore and declares nothing',
      'SilentGateway.take reaches NoteStore and declares nothing',
      'SilentService.read reaches Ledger and declares nothing',
    ]);
  }, 60_000);
});
