/** A name leads where nothing is sent. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} does not lead to public addresses alone`);
  }
}
