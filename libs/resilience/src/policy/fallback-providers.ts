import { type InjectionToken } from '@nestjs/common';
import { type ModuleRef } from '@nestjs/core';
import { compose } from './composed-policy';
import { type DeclarationFault } from './declaration.error';
import { declarationsOf } from './declaration';
import { type Member } from './declared-members';

/** Finds the providers that others fall back to, and judges whether they can serve. */
export class FallbackProviders {
  private readonly found = new Map<InjectionToken, object | undefined>();

  constructor(private readonly container: Pick<ModuleRef, 'get'>) {}

  /** The provider under a token, if the container has one that lives as long as the application. */
  get(token: InjectionToken): object | undefined {
    if (!this.found.has(token)) this.found.set(token, this.lookUp(token));
    return this.found.get(token);
  }

  /** What is wrong with where a method falls back to. */
  faultOf(member: Member, target: string): DeclarationFault | undefined {
    const seen = new Set<object>();
    let next: { method: object; provider: InjectionToken } | undefined = fallbackOf(member.method);
    while (next) {
      const other = this.get(next.provider);
      const problem = other ? problemOf(other, member.name, next.provider, seen) : missing(next.provider);
      if (problem) return { target, ...problem };
      next = fallbackOf((other as Record<string, object>)[member.name] as object);
    }
    return undefined;
  }

  private lookUp(token: InjectionToken): object | undefined {
    try {
      return this.container.get<object>(token as never, { strict: false });
    } catch {
      return undefined; // Unknown to the container, or made anew for each request: told as a fault by who asked.
    }
  }
}

function fallbackOf(method: object): { method: object; provider: InjectionToken } | undefined {
  const { mode, provider } = compose(declarationsOf(method));
  return mode === 'fallback' && provider !== undefined ? { method, provider } : undefined;
}

function problemOf(other: object, name: string, token: InjectionToken, seen: Set<object>) {
  if (seen.has(other)) {
    return {
      problem: `falls back in a circle by way of ${nameOf(token)}`,
      cure: 'Let the last one declare @FailClosed or @FailOpen.',
    };
  }
  seen.add(other);
  if (typeof (other as Record<string, unknown>)[name] === 'function') return undefined;
  return {
    problem: `falls back to ${nameOf(token)}, which has no method ${name}`,
    cure: `Give ${nameOf(token)} a method ${name} with the same signature, or name another provider.`,
  };
}

const missing = (token: InjectionToken) => ({
  problem: `falls back to ${nameOf(token)}, which no module provides as a singleton`,
  cure: `Add ${nameOf(token)} to the providers of a module.`,
});

const nameOf = (token: InjectionToken): string =>
  typeof token === 'function' ? token.name : typeof token === 'symbol' ? token.toString() : String(token);
