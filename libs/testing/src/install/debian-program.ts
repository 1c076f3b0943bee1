import {
  type DebianProgram,
  ensureInstalled,
  findProgram,
  type Installation,
  type InstallOptions,
} from './debian-package';

/** A program of a Debian package as specs use it. */
export interface InstallableProgram {
  /** Full path of it, or of another one that its package brings; throws what is said when it is missing. */
  find(searchPath?: string, program?: string): string;
  /** Finds it, or installs it through apt-get when this is root on a Debian; never throws. */
  ensure(options?: InstallOptions): Promise<Installation>;
}

/** One declaration for each program that specs need and npm does not bring. */
export const debianProgram = (wanted: DebianProgram): InstallableProgram => ({
  find: (searchPath, program = wanted.program) => {
    const found = findProgram(program, searchPath, wanted.elsewhere);
    if (found === undefined) throw wanted.missing();
    return found;
  },
  ensure: (options) => ensureInstalled(wanted, options),
});
