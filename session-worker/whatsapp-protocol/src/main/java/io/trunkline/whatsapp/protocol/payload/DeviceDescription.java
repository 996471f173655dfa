package io.trunkline.whatsapp.protocol.payload;

import io.trunkline.whatsapp.proto.companion.DeviceProps;
import io.trunkline.whatsapp.proto.companion.DeviceProps.PlatformType;
import java.util.Objects;

/// How a device presents itself when it is linked. Changing it later has no effect until the next
/// pairing.
///
/// @param name what the phone shows in its list of linked devices
/// @param platform decides the icon there and, with DESKTOP, how much history the phone offers
/// @param fullHistory whether to ask the phone for all history, or only the recent part
public record DeviceDescription(String name, PlatformType platform, boolean fullHistory) {
  private static final int STORAGE_QUOTA_MB = 10_240;
  private static final int THUMBNAIL_DAYS = 60;

  public DeviceDescription {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(platform, "platform");
  }

  /// A desktop client of that name with recent history.
  public static DeviceDescription desktop(String name) {
    return new DeviceDescription(name, PlatformType.DESKTOP, false);
  }

  /// The protobuf that travels inside the registration.
  public DeviceProps toProps() {
    return DeviceProps.newBuilder()
        .setOs(name)
        .setVersion(
            DeviceProps.AppVersion.newBuilder().setPrimary(0).setSecondary(1).setTertiary(0))
        .setPlatformType(platform)
        .setRequireFullSync(fullHistory)
        .setHistorySyncConfig(
            DeviceProps.HistorySyncConfig.newBuilder()
                .setStorageQuotaMb(STORAGE_QUOTA_MB)
                .setInlineInitialPayloadInE2EeMsg(true)
                .setSupportCallLogHistory(true)
                .setSupportBotUserAgentChatHistory(true)
                .setSupportCagReactionsAndPolls(true)
                .setSupportBizHostedMsg(true)
                .setSupportRecentSyncChunkMessageCountTuning(true)
                .setSupportHostedGroupMsg(true)
                .setSupportFbidBotChatHistory(true)
                .setSupportMessageAssociation(true)
                .setSupportGroupHistory(true)
                .setThumbnailSyncDaysLimit(THUMBNAIL_DAYS)
                .setSupportManusHistory(true)
                .setSupportHatchHistory(true))
        .build();
  }
}
