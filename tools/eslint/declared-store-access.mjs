const declaring = new Set(['FailOpen', 'FailClosed', 'Fallback', 'RedisFree']);
const providing = new Set(['Controller', 'WebSocketGateway', 'Injectable']);
// prettier-ignore
const handling = new Set([
  'Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Search', 'Sse', 'SubscribeMessage',
]);

const namesOf = (node) =>
  (node.decorators ?? []).map(({ expression }) => (expression.callee ?? expression).name);
const has = (node, wanted) => namesOf(node).some((name) => wanted.has(name));
const isHidden = ({ accessibility, key }) =>
  key.type === 'PrivateIdentifier' || accessibility === 'private' || accessibility === 'protected';
/** What leads to Redis without being a store of its own. */
const waysToRedis = new Set(['RedisGate', 'Failover', 'FailoverStore']);
const isConstructor = ({ kind }) => kind === 'constructor';

/** Plumbing that only hands Redis on says so; boot asks the same of whoever injects it. */
const handsOn = (node) =>
  node.body.body.some(({ static: isStatic, key }) => isStatic && key?.name === 'REACHES_REDIS');

/** Every node below one, itself included. */
function* walk(node) {
  if (!node || typeof node.type !== 'string') return;
  yield node;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    for (const one of Array.isArray(value) ? value : [value]) yield* walk(one);
  }
}

/** The names of `this.x` and `const { x } = this` in a method. */
function* membersUsedIn(method) {
  for (const node of walk(method.value)) {
    if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression') yield node.property.name;
    if (node.type === 'VariableDeclarator' && node.init?.type === 'ThisExpression')
      for (const { key } of node.id.properties ?? []) yield key?.name;
  }
}

/** Every type or class a member is made of: its annotation, what it is injected by, what it is set to. */
function* classesOf(node) {
  const parts = [node.typeAnnotation, node.value, ...(node.decorators ?? [])];
  for (const part of parts)
    for (const one of walk(part)) {
      if (one.type === 'TSTypeReference' && one.typeName.type === 'Identifier') yield one.typeName.name;
      if (one.type === 'NewExpression' && one.callee.type === 'Identifier') yield one.callee.name;
      if (one.type === 'CallExpression')
        for (const { type, name } of one.arguments) if (type === 'Identifier') yield name;
    }
}

/** The members of a class that hold a store, by the name of the store's class. */
function storesOf(node, isStore) {
  const stores = new Map();
  const take = (name, holder) => {
    const store = [...classesOf(holder)].find(isStore);
    if (name && store) stores.set(name, store);
  };
  for (const member of node.body.body) {
    if (member.type === 'PropertyDefinition') take(member.key.name, member);
    if (!isConstructor(member)) continue;
    const parameters = new Map();
    for (const parameter of member.value.params) {
      const bare = parameter.parameter ?? parameter;
      const holder = { ...bare, decorators: [...(parameter.decorators ?? []), ...(bare.decorators ?? [])] };
      if (parameter.type === 'TSParameterProperty') take(bare.name, holder);
      else parameters.set(bare.name, holder);
    }
    for (const one of walk(member.value.body))
      if (
        one.type === 'AssignmentExpression' &&
        one.left.object?.type === 'ThisExpression' &&
        parameters.has(one.right.name)
      )
        take(one.left.property.name, parameters.get(one.right.name));
  }
  return stores;
}

/** The store a method reaches by itself or through undeclared methods of its class; those it declares for answer themselves. */
function storeReachedBy(method, methods, stores, seen = new Set()) {
  seen.add(method);
  for (const name of membersUsedIn(method)) {
    if (stores.has(name)) return stores.get(name);
    const next = methods.get(name);
    if (!next || seen.has(next) || has(next, declaring)) continue;
    const found = storeReachedBy(next, methods, stores, seen);
    if (found) return found;
  }
  return undefined;
}

/**
 * Reflection at boot sees every handler, but not that a provider method reaches a store. Who does must say how it
 * fails. Tiers (`*.store.ts`) are what stands behind a declaration; stores that never touch Redis are listed.
 */
export default {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { redisFree: { type: 'array', items: { type: 'string' } } } }],
    messages: {
      undeclared:
        '{{target}} reaches {{store}} and declares nothing. Put @FailClosed, @FailOpen or @Fallback with its operation and stores on it, or @RedisFree if it never touches Redis.',
    },
  },
  create(context) {
    if (context.filename.endsWith('.store.ts')) return {};
    const redisFree = new Set(context.options[0]?.redisFree ?? []);
    const imported = new Set();
    const isStore = (name) =>
      !redisFree.has(name) && (name.endsWith('Store') || waysToRedis.has(name) || imported.has(name));
    const check = (node) => {
      const bodies = node.body.body.filter(({ value }) => /Function/.test(value?.type ?? ''));
      if (!has(node, providing) && !bodies.some((one) => has(one, handling))) return;
      if (handsOn(node)) return;
      const stores = storesOf(node, isStore);
      const methods = new Map(bodies.map((one) => [one.key.name, one]));
      for (const method of bodies) {
        const isHandler = has(method, handling);
        if (isConstructor(method) || (isHidden(method) && !isHandler)) continue;
        if (has(method, declaring) || (isHandler && has(node, declaring))) continue;
        const store = storeReachedBy(method, methods, stores);
        const target = `${node.id?.name ?? 'this class'}.${method.key.name}`;
        if (store) context.report({ node: method.key, messageId: 'undeclared', data: { target, store } });
      }
    };
    return {
      ImportDeclaration({ source, specifiers }) {
        if (!/\.store(\.[jt]s)?$/.test(source.value)) return;
        for (const { local } of specifiers) imported.add(local.name);
      },
      'ClassDeclaration:exit': check,
      'ClassExpression:exit': check,
    };
  },
};
