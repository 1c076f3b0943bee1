import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const endSql = 'SELECT end_scan($1, $2) AS did';

/** What scans write of rows. */
@Injectable()
export class ScanRecord {
  constructor(private readonly source: DataSource) {}

  /** With a finding it is nobody's from now on, else everybody's; false: it had been looked through, or is deleted. */
  async end(fileId: string, finding: string | undefined): Promise<boolean> {
    const [row] = await this.source.query<{ did: boolean }[]>(endSql, [fileId, finding ?? null]);
    return row?.did === true;
  }
}
