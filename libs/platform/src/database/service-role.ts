const plainName = /^[a-z][a-z0-9_]{0,40}$/;

/** The name of a service's schema, safe to be written into a statement. */
export function schemaOf(service: string): string {
  if (!plainName.test(service)) {
    throw new Error(`"${service}" cannot name a schema: lower case letters, digits and _ only, at most 41.`);
  }
  return service;
}

/** The role a service works as: all of its own schema's rows, nothing else. */
export const roleOf = (service: string): string => `secureconnect_${schemaOf(service)}`;
