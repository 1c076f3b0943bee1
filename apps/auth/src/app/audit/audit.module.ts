import { Module } from '@nestjs/common';
import { AuditLog } from './audit-log';
import { AuditTrail } from './audit-trail.adapter';
import { AuditController } from './audit.controller';
import { PostgresAuditLog } from './postgres-audit-log.adapter';

/** The record of security events: written with what they tell of, read by administrators. */
@Module({
  controllers: [AuditController],
  providers: [AuditTrail, { provide: AuditLog, useClass: PostgresAuditLog }],
  exports: [AuditLog],
})
export class AuditModule {}
