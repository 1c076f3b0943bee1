import { type InjectionToken, type ModuleMetadata, type Type } from '@nestjs/common';
import { type Caller, type Role } from './caller';
import { type TokenKeys } from './token-keys.port';

/** How callers are told apart. */
export interface IdentitySettings {
  /** Seconds by which the clocks of two machines may differ. */
  readonly skewSeconds: number;
  /** How many verified tokens are remembered. */
  readonly rememberedTokens: number;
  /** The roles that need a second factor where `@Authenticated({ mfa: true })` stands. */
  readonly secondFactorRoles: readonly Role[];
  readonly now: () => number;
  /** Told of everybody who is let in; it must neither throw nor be waited for. */
  readonly onCaller?: (caller: Caller) => void;
}

/** What holds unless said otherwise. */
export const defaultIdentitySettings: IdentitySettings = {
  skewSeconds: 5,
  rememberedTokens: 10_000,
  secondFactorRoles: [],
  now: Date.now,
};

/** Where a service's keys come from, and its settings if they are others than those by default. */
export interface IdentityOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly keys: Type<TokenKeys>;
  readonly inject?: readonly InjectionToken[];
  readonly useFactory?: (...injected: never[]) => Partial<IdentitySettings>;
}

/** The token of the settings in force. */
export const IDENTITY_SETTINGS = Symbol('identity:settings');
