import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { compose, type ComposedPolicy } from './composed-policy';
import { type Declaration, declarationsOf, type OperationPolicy } from './declaration';
import { DeclarationError, type DeclarationFault } from './declaration.error';
import { faultsForKind, faultsIn, silentlyReaching, undeclared, withoutHandlers } from './declaration-checks';
import { type Found, foundIn, type Member, membersOf, type Owner } from './declared-members';
import { FallbackProviders } from './fallback-providers';
import { hasHandlers } from './handler-kind';
import { reachedThrough } from './reaches-redis';

/** Collects the declarations of every operation at boot; one that is missing or cannot hold stops the start. */
@Injectable()
export class PolicyManifest implements OnModuleInit {
  private collected: OperationPolicy[] | undefined;
  private faults: DeclarationFault[] = [];
  private readonly handlers = new Map<unknown, Map<unknown, ComposedPolicy>>();
  private readonly declaredObjects: object[] = [];
  private readonly declared: OperationPolicy[] = [];
  readonly fallbacks: FallbackProviders;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    container: ModuleRef,
  ) {
    this.fallbacks = new FallbackProviders(container);
  }

  /** The table of policies. */
  get operations(): readonly OperationPolicy[] {
    return this.collected ?? [];
  }

  /** The providers that have declared methods. */
  get declaredProviders(): readonly object[] {
    return this.declaredObjects;
  }

  /** How a handler fails, as read at boot; undefined for one that boot did not see. */
  policyOf(owner: unknown, handler: unknown): ComposedPolicy | undefined {
    return this.handlers.get(owner)?.get(handler);
  }

  /** Adds operations that are served without a handler; before the application starts, and held to the same rules. */
  declare(operations: readonly OperationPolicy[]): void {
    if (this.collected) throw new Error('The policies were collected already: declare in a constructor.');
    this.declared.push(...operations);
  }

  onModuleInit(): void {
    this.collect();
  }

  /** Reads all declarations, once; throws one error that lists everything wrong with them. */
  collect(): readonly OperationPolicy[] {
    if (this.collected) return this.collected;
    const found = foundIn(this.discovery);
    const owners = [...new Set(found.map(({ owner }) => owner))];
    const rows = [...owners.flatMap((owner) => this.read(owner, found)), ...this.declared];
    for (const row of this.declared) this.judgeDeclared(row);
    this.refuseTwins(rows);
    if (this.faults.length > 0) throw new DeclarationError(this.faults.splice(0));
    return (this.collected = rows);
  }

  private read(owner: Owner, found: readonly Found[]): OperationPolicy[] {
    const members = membersOf(owner, this.scanner);
    const inherited = declarationsOf(owner);
    const isHeeded = hasHandlers(owner) || members.some(({ kind }) => kind !== 'provider');
    const ofClass = [...faultsIn(inherited), ...faultsForKind('http', inherited)];
    if (inherited.length > 0 && !isHeeded) ofClass.push(withoutHandlers);
    const through = members.length === 0 && inherited.length === 0 ? reachedThrough(owner) : undefined;
    if (through !== undefined) ofClass.push(silentlyReaching(through));
    this.faults.push(...ofClass.map((problem) => ({ target: owner.name, ...problem })));
    if (members.some(({ kind }) => kind === 'provider'))
      this.declaredObjects.push(...found.flatMap((one) => (one.owner === owner && one.instance) || []));
    return members.flatMap((member) => this.rowOf(member, inherited));
  }

  private rowOf(member: Member, inherited: readonly Declaration[]): OperationPolicy[] {
    const { owner, name, kind, own, method } = member;
    const target = `${owner.name}.${name}`;
    this.judge(member, target, inherited);
    const [first] = own.length > 0 ? own : inherited;
    if (!first) return [];
    const policy = own.length > 0 ? compose(own) : compose(inherited, `${first.operation}.${name}`);
    if (kind !== 'provider') this.remember(owner, method, policy);
    return [{ operation: policy.operation, kind, target, stores: policy.stores }];
  }

  private judge(member: Member, target: string, inherited: readonly Declaration[]): void {
    const { kind, own } = member;
    const problems = [...faultsIn(own), ...faultsForKind(kind, own)];
    if (own.length === 0 && inherited.length === 0) problems.push(undeclared);
    this.faults.push(...problems.map((problem) => ({ target, ...problem })));
    const nowhere = kind === 'provider' ? this.fallbacks.faultOf(member, target) : undefined;
    if (nowhere) this.faults.push(nowhere);
  }

  private judgeDeclared(row: OperationPolicy): void {
    const problems = [...faultsIn([row]), ...(row.stores.length === 0 ? [undeclared] : [])];
    this.faults.push(...problems.map((problem) => ({ target: row.target, ...problem })));
  }

  private remember(owner: Owner, method: object, policy: ComposedPolicy): void {
    const ofOwner = this.handlers.get(owner) ?? new Map<unknown, ComposedPolicy>();
    this.handlers.set(owner, ofOwner.set(method, policy));
  }

  /** A name says in headers, metrics and tables which operation it was, so it belongs to one. */
  private refuseTwins(rows: readonly OperationPolicy[]): void {
    const first = new Map<string, string>();
    for (const { operation, target } of rows) {
      const other = first.get(operation);
      const problem = `declares the operation ${JSON.stringify(operation)}, as ${other} does`;
      if (other) this.faults.push({ target, problem, cure: 'Give one of the two another name.' });
      else first.set(operation, target);
    }
  }
}
