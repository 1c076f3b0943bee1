import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type AccessMark, accessMarksOf } from '@secureconnect/platform';
import { type AccessRule, ruleOf } from './access-rule';
import { type AccessFault, AccessRuleError } from './access-rule.error';

/** Nest's own marks of what is called from outside, by their documented metadata keys. */
const handlerMarks = ['method', 'message'];

const shown = {
  anybody: '@Public',
  operator: 'OperatorGuard',
  service: '@FromService',
  caller: '@Authenticated',
};

type Owner = { readonly name: string; readonly prototype: Record<string, object> };

/** Collects at boot who may call each handler; one that does not say so stops the start. */
@Injectable()
export class AccessRules implements OnModuleInit {
  private readonly rules = new Map<unknown, Map<unknown, AccessRule>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Undefined for a handler that boot did not see: nobody may call it. */
  ruleOf(owner: unknown, handler: unknown): AccessRule | undefined {
    return this.rules.get(owner)?.get(handler);
  }

  onModuleInit(): void {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = wrappers.map(({ metatype, instance, isNotMetatype }): unknown =>
      isNotMetatype ? (instance as object | undefined)?.constructor : metatype,
    );
    const owners = new Set(classes.filter(isClass));
    const faults = [...owners].flatMap((owner) => this.read(owner));
    if (faults.length > 0) throw new AccessRuleError(faults);
  }

  private read(owner: Owner): AccessFault[] {
    return this.scanner.getAllMethodNames(owner.prototype).flatMap((name) => {
      const method = owner.prototype[name] as object;
      if (!handlerMarks.some((mark) => Reflect.hasMetadata(mark, method))) return [];
      const marks = marksFor(owner, method);
      const [mark] = marks;
      if (!mark || marks.length > 1) return [faultOf(`${owner.name}.${name}`, marks)];
      const ofOwner = this.rules.get(owner) ?? new Map<unknown, AccessRule>();
      this.rules.set(owner, ofOwner.set(method, ruleOf(mark)));
      return [];
    });
  }
}

/** A handler's own word holds; a guard on its class asks for its token all the same. */
function marksFor(owner: Owner, method: object): readonly AccessMark[] {
  const [own, ofClass] = [accessMarksOf(method), accessMarksOf(owner)];
  if (own.length === 0) return ofClass;
  return [...own, ...ofClass.filter(({ by }) => by === 'operator')];
}

function faultOf(target: string, marks: readonly AccessMark[]): AccessFault {
  if (marks.length === 0)
    return {
      target,
      problem: 'does not say who may call it',
      cure: 'Put @Authenticated() on it or its class, @UseGuards(OperatorGuard), @FromService(…), or @Public() if anybody may.',
    };
  const said = marks.map(({ by }) => shown[by]).join(' and ');
  return { target, problem: `says ${said}`, cure: 'Keep the one that is meant.' };
}

const isClass = (value: unknown): value is Owner =>
  typeof value === 'function' && typeof (value as { prototype?: unknown }).prototype === 'object';
