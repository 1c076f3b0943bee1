import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SETTINGS } from '@secureconnect/platform';
import { type RevocableToken, type RevocationEntry, RevocationStore } from '@secureconnect/revocation-store';
import { EMPTY } from 'rxjs';
import { type Caller } from './caller';
import { IdentityModule } from './identity.module';
import { makeSigner, SceneKeys } from './token-scene.contract';

/** What this spec says is revoked; the store itself has specs of its own, on real servers. */
class SceneRevocations extends RevocationStore {
  readonly revoked$ = EMPTY;
  readonly asked: RevocableToken[] = [];
  revoked = new Set<string | undefined>();
  fault: Error | undefined;
  /** Whether memory can say. */
  isCurrent = false;

  revoke = (_entries: readonly RevocationEntry[]): Promise<void> => Promise.reject(new Error('not here'));
  cleanUp = (): Promise<number> => Promise.resolve(0);
  isInformed = (): boolean => true;
  isKnownRevoked(token: RevocableToken): boolean | undefined {
    if (this.fault || !this.isCurrent) return undefined;
    this.asked.push(token);
    return this.has(token);
  }

  isRevoked(token: RevocableToken): Promise<boolean> {
    this.asked.push(token);
    if (this.fault) return Promise.reject(this.fault);
    return Promise.resolve(this.has(token));
  }

  private has({ id, sessionId, userId }: RevocableToken): boolean {
    return [id, sessionId, userId].some((each) => this.revoked.has(each));
  }
}

/** The keys that are published. */
export const keys = new SceneKeys();
/** What is revoked in the one application of a spec. */
export const revocations = new SceneRevocations();
/** The one who signs. */
export const auth = makeSigner('of-auth');
/** Who was let in, by the ids of their accounts. */
export const letIn: string[] = [];
/** The time of the application, in ms. */
export const clock = { now: Date.now() };

@Module({
  providers: [{ provide: RevocationStore, useValue: revocations }],
  exports: [RevocationStore],
})
class StoreModule {}

class KeysOfScene extends SceneKeys {
  override known = (kid: string) => keys.known(kid);
  override find = (kid: string) => keys.find(kid);
}

/** Identity as a service imports it. */
export const identity = () =>
  IdentityModule.forRoot({
    keys: KeysOfScene,
    imports: [StoreModule],
    useFactory: () => ({
      ...{ secondFactorRoles: ['admin'], now: () => clock.now },
      onCaller: ({ userId }: Caller) => void letIn.push(userId),
    }),
  });

/** An application of this module, on Fastify. */
export const made = (module: new () => object) =>
  NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });

/** A module with one controller, as the application of a service would be. */
export function applicationOf(controller: new () => object) {
  const settings = { provide: SETTINGS, useValue: { OPERATOR_TOKEN: '' } };
  @Module({ imports: [identity()], controllers: [controller], providers: [settings] })
  class SceneModule {}
  return made(SceneModule);
}
