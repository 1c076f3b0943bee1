import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PolicyManifest } from './policy-manifest.service';

/** Holds the application to declaring how each of its operations fails. */
@Module({ imports: [DiscoveryModule], providers: [PolicyManifest], exports: [PolicyManifest] })
export class PolicyModule {}
