import { Module } from '@nestjs/common';
import { HealthModule } from '@secureconnect/platform';
import { BlobsModule } from './blobs.module';
import { StoresComponent } from './stores-component.service';

/** Tells health about the stores. */
@Module({ imports: [BlobsModule, HealthModule], providers: [StoresComponent] })
export class StoresHealthModule {}
