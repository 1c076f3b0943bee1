/** A program is not on this machine; the message says how to install it. */
export abstract class ProgramMissingError extends Error {
  abstract readonly code: string;

  constructor(program: string, debianPackage: string, detail?: string) {
    const why = detail ? ` (${detail})` : '';
    super(`${program} was not found on the PATH${why}. Install it: apt-get install ${debianPackage}`);
    this.name = new.target.name;
  }
}
