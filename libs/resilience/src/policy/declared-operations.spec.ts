import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type OperationPolicy } from './declaration';
import { PolicyManifest } from './policy-manifest.service';
import { PolicyModule } from './policy.module';

const row = (operation: string, stores: OperationPolicy['stores']): OperationPolicy => ({
  ...{ operation, kind: 'http', target: `GET /${operation}`, stores },
});

async function tableWith(...rows: readonly OperationPolicy[]): Promise<readonly OperationPolicy[]> {
  @Injectable()
  class Routes {
    constructor(manifest: PolicyManifest) {
      manifest.declare(rows);
    }
  }

  @Module({ imports: [PolicyModule], providers: [Routes] })
  class AnyModule {}
  const app = await NestFactory.createApplicationContext(AnyModule, { logger: false, abortOnError: false });
  const manifest = app.get(PolicyManifest, { strict: false });
  expect(() => manifest.declare([])).toThrow('collected already');
  await app.close();
  return manifest.operations;
}

describe('operations that are served without a handler', () => {
  const limits = { store: 'limits', mode: 'open' } as const;

  it('stand in the table like all others', async () => {
    expect(await tableWith(row('pass', [limits]))).toEqual([row('pass', [limits])]);
  });

  it('stop the start where they say nothing, share a name, or contradict themselves', async () => {
    await expect(tableWith(row('pass', []))).rejects.toThrow('GET /pass declares nothing');
    await expect(tableWith(row('pass', [limits]), row('pass', [limits]))).rejects.toThrow(
      'declares the operation "pass"',
    );
    const both = [limits, { store: 'limits', mode: 'closed' }] as const;
    await expect(tableWith(row('pass', both))).rejects.toThrow('declares the store "limits" 2 times');
  });
});
