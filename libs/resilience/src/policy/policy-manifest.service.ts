import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { DECLARATION, type Declaration, type OperationPolicy } from './declaration';
import { UndeclaredOperationError } from './undeclared-operation.error';

/** Nest's own marks of a route's method and of a socket message, by their documented metadata keys. */
const marks = { http: 'method', ws: 'message' } as const;

type Handler = (...args: never[]) => unknown;
type Owner = { readonly name: string; readonly prototype: object };

/** Collects the declarations of every handler at boot; an undeclared one stops the start. */
@Injectable()
export class PolicyManifest implements OnModuleInit {
  private collected: readonly OperationPolicy[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  get operations(): readonly OperationPolicy[] {
    return this.collected;
  }

  onModuleInit(): void {
    const undeclared: string[] = [];
    const owners = [...this.discovery.getControllers(), ...this.discovery.getProviders()]
      .map(({ metatype }) => metatype as unknown)
      .filter(isClass);
    this.collected = [...new Set(owners)].flatMap((owner) => this.operationsOf(owner, undeclared));
    if (undeclared.length > 0) throw new UndeclaredOperationError(undeclared);
  }

  private operationsOf(owner: Owner, undeclared: string[]): OperationPolicy[] {
    return this.scanner.getAllMethodNames(owner.prototype).flatMap((name) => {
      const handler = (owner.prototype as Record<string, Handler>)[name] as Handler;
      const kind = kindOf(handler);
      if (!kind) return [];
      const target = `${owner.name}.${name}`;
      const policy = this.policyOf(owner, handler, name);
      if (!policy) undeclared.push(target);
      return policy ? [{ ...policy, kind, target }] : [];
    });
  }

  /** The handler's own declaration wins over its class's. */
  private policyOf(owner: Owner, handler: Handler, name: string): Declaration | undefined {
    const own = this.reflector.get<Declaration | undefined>(DECLARATION, handler);
    const inherited = this.reflector.get<Declaration | undefined>(DECLARATION, owner as never);
    return own ?? (inherited && { ...inherited, operation: `${inherited.operation}.${name}` });
  }
}

function isClass(value: unknown): value is Owner {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}

function kindOf(handler: Handler): OperationPolicy['kind'] | undefined {
  if (Reflect.hasMetadata(marks.http, handler)) return 'http';
  return Reflect.hasMetadata(marks.ws, handler) ? 'ws' : undefined;
}
