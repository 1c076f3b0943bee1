import { Module } from '@nestjs/common';
import { SETTINGS } from '@secureconnect/platform';
import { Aftercare } from './aftercare.service';
import { clamdAddressOf } from './clamd-address';
import { ClamdScanner } from './clamd-scanner.adapter';
import { FileScanner } from './file-scanner.port';
import { NoScanner } from './no-scanner.adapter';
import { type ScanningValues } from './scanning.settings';

const scannerOf = ({ STORAGE_CLAMAV_ADDRESS: address }: ScanningValues): FileScanner =>
  address === '' ? new NoScanner() : new ClamdScanner(clamdAddressOf(address));

/** What is done with a file once it is there, and who looks through it. */
@Module({
  providers: [Aftercare, { provide: FileScanner, useFactory: scannerOf, inject: [SETTINGS] }],
  exports: [Aftercare, FileScanner],
})
export class AftercareModule {}
