/** Which service this process is. */
export class ServiceIdentity {
  constructor(
    readonly name: string,
    readonly version: string,
  ) {}
}
