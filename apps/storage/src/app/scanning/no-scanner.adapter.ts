import { FileScanner, type ScanVerdict } from './file-scanner.port';
import { ScannerAwayError } from './scanner-away.error';

/** Nobody looks through files here. */
export class NoScanner extends FileScanner {
  readonly isSet = false;

  /** What waits to be looked through was brought where there is a scanner: it is not let through for want of one. */
  scan(): Promise<ScanVerdict> {
    return Promise.reject(new ScannerAwayError('none is set here (STORAGE_CLAMAV_ADDRESS)'));
  }
}
