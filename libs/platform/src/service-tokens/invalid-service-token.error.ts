/** A token of a service is not what it says, or not for this service, or its time is over. */
export class InvalidServiceTokenError extends Error {
  override readonly name = 'InvalidServiceTokenError';
}
