// This file is written by scripts/generate.ts

import type * as Types from './types.gen.ts';

/** The operations of the API by their ids: what each takes, answers, and refuses with. */
export interface Operations {
  approveApplication: { data: Types.ApproveApplicationData; answer: Types.ApproveApplicationResponse; error: Types.ApproveApplicationError };
  block: { data: Types.BlockData; answer: Types.BlockResponse; error: Types.BlockError };
  cancelRaid: { data: Types.CancelRaidData; answer: Types.CancelRaidResponse; error: Types.CancelRaidError };
  clearChat: { data: Types.ClearChatData; answer: Types.ClearChatResponse; error: Types.ClearChatError };
  createChatToken: { data: Types.CreateChatTokenData; answer: Types.CreateChatTokenResponse; error: Types.CreateChatTokenError };
  createIngress: { data: Types.CreateIngressData; answer: Types.CreateIngressResponse; error: Types.CreateIngressError };
  createToken: { data: Types.CreateTokenData; answer: Types.CreateTokenResponse; error: Types.CreateTokenError };
  deleteIngress: { data: Types.DeleteIngressData; answer: Types.DeleteIngressResponse; error: Types.DeleteIngressError };
  deleteMessage: { data: Types.DeleteMessageData; answer: Types.DeleteMessageResponse; error: Types.DeleteMessageError };
  follow: { data: Types.FollowData; answer: Types.FollowResponse; error: Types.FollowError };
  getApplication: { data: Types.GetApplicationData; answer: Types.GetApplicationResponse; error: Types.GetApplicationError };
  getApplicationStatus: { data: Types.GetApplicationStatusData; answer: Types.GetApplicationStatusResponse; error: Types.GetApplicationStatusError };
  getBroadcast: { data: Types.GetBroadcastData; answer: Types.GetBroadcastResponse; error: Types.GetBroadcastError };
  getChannel: { data: Types.GetChannelData; answer: Types.GetChannelResponse; error: Types.GetChannelError };
  getChannelCsv: { data: Types.GetChannelCsvData; answer: Types.GetChannelCsvResponse; error: Types.GetChannelCsvError };
  getChat: { data: Types.GetChatData; answer: Types.GetChatResponse; error: Types.GetChatError };
  getCreator: { data: Types.GetCreatorData; answer: Types.GetCreatorResponse; error: Types.GetCreatorError };
  getFollow: { data: Types.GetFollowData; answer: Types.GetFollowResponse; error: Types.GetFollowError };
  getHosts: { data: Types.GetHostsData; answer: Types.GetHostsResponse; error: Types.GetHostsError };
  getInfo: { data: Types.GetInfoData; answer: Types.GetInfoResponse; error: Types.GetInfoError };
  getMe: { data: Types.GetMeData; answer: Types.GetMeResponse; error: Types.GetMeError };
  getQuality: { data: Types.GetQualityData; answer: Types.GetQualityResponse; error: Types.GetQualityError };
  getRaid: { data: Types.GetRaidData; answer: Types.GetRaidResponse; error: Types.GetRaidError };
  getRaidSettings: { data: Types.GetRaidSettingsData; answer: Types.GetRaidSettingsResponse; error: Types.GetRaidSettingsError };
  getRecordingSettings: { data: Types.GetRecordingSettingsData; answer: Types.GetRecordingSettingsResponse; error: Types.GetRecordingSettingsError };
  getStatus: { data: Types.GetStatusData; answer: Types.GetStatusResponse; error: Types.GetStatusError };
  getStream: { data: Types.GetStreamData; answer: Types.GetStreamResponse; error: Types.GetStreamError };
  getViewers: { data: Types.GetViewersData; answer: Types.GetViewersResponse; error: Types.GetViewersError };
  getViewersCsv: { data: Types.GetViewersCsvData; answer: Types.GetViewersCsvResponse; error: Types.GetViewersCsvError };
  getVod: { data: Types.GetVodData; answer: Types.GetVodResponse; error: Types.GetVodError };
  listApplications: { data: Types.ListApplicationsData; answer: Types.ListApplicationsResponse; error: Types.ListApplicationsError };
  listAudit: { data: Types.ListAuditData; answer: Types.ListAuditResponse; error: Types.ListAuditError };
  listBroadcasts: { data: Types.ListBroadcastsData; answer: Types.ListBroadcastsResponse; error: Types.ListBroadcastsError };
  listCreatorVods: { data: Types.ListCreatorVodsData; answer: Types.ListCreatorVodsResponse; error: Types.ListCreatorVodsError };
  listCreators: { data: Types.ListCreatorsData; answer: Types.ListCreatorsResponse; error: Types.ListCreatorsError };
  listFollowedStreams: { data: Types.ListFollowedStreamsData; answer: Types.ListFollowedStreamsResponse; error: Types.ListFollowedStreamsError };
  listFollowers: { data: Types.ListFollowersData; answer: Types.ListFollowersResponse; error: Types.ListFollowersError };
  listFollowing: { data: Types.ListFollowingData; answer: Types.ListFollowingResponse; error: Types.ListFollowingError };
  listLive: { data: Types.ListLiveData; answer: Types.ListLiveResponse; error: Types.ListLiveError };
  listMessages: { data: Types.ListMessagesData; answer: Types.ListMessagesResponse; error: Types.ListMessagesError };
  listMyVods: { data: Types.ListMyVodsData; answer: Types.ListMyVodsResponse; error: Types.ListMyVodsError };
  listRecommended: { data: Types.ListRecommendedData; answer: Types.ListRecommendedResponse; error: Types.ListRecommendedError };
  raidNow: { data: Types.RaidNowData; answer: Types.RaidNowResponse; error: Types.RaidNowError };
  reinstateCreator: { data: Types.ReinstateCreatorData; answer: Types.ReinstateCreatorResponse; error: Types.ReinstateCreatorError };
  rejectApplication: { data: Types.RejectApplicationData; answer: Types.RejectApplicationResponse; error: Types.RejectApplicationError };
  search: { data: Types.SearchData; answer: Types.SearchResponse; error: Types.SearchError };
  sendMessage: { data: Types.SendMessageData; answer: Types.SendMessageResponse; error: Types.SendMessageError };
  startRaid: { data: Types.StartRaidData; answer: Types.StartRaidResponse; error: Types.StartRaidError };
  submitApplication: { data: Types.SubmitApplicationData; answer: Types.SubmitApplicationResponse; error: Types.SubmitApplicationError };
  suspendCreator: { data: Types.SuspendCreatorData; answer: Types.SuspendCreatorResponse; error: Types.SuspendCreatorError };
  unblock: { data: Types.UnblockData; answer: Types.UnblockResponse; error: Types.UnblockError };
  unfollow: { data: Types.UnfollowData; answer: Types.UnfollowResponse; error: Types.UnfollowError };
  updateChatRules: { data: Types.UpdateChatRulesData; answer: Types.UpdateChatRulesResponse; error: Types.UpdateChatRulesError };
  updateChatSettings: { data: Types.UpdateChatSettingsData; answer: Types.UpdateChatSettingsResponse; error: Types.UpdateChatSettingsError };
  updateHosts: { data: Types.UpdateHostsData; answer: Types.UpdateHostsResponse; error: Types.UpdateHostsError };
  updateInfo: { data: Types.UpdateInfoData; answer: Types.UpdateInfoResponse; error: Types.UpdateInfoError };
  updateMe: { data: Types.UpdateMeData; answer: Types.UpdateMeResponse; error: Types.UpdateMeError };
  updateQuality: { data: Types.UpdateQualityData; answer: Types.UpdateQualityResponse; error: Types.UpdateQualityError };
  updateRaidSettings: { data: Types.UpdateRaidSettingsData; answer: Types.UpdateRaidSettingsResponse; error: Types.UpdateRaidSettingsError };
  updateRecordingSettings: { data: Types.UpdateRecordingSettingsData; answer: Types.UpdateRecordingSettingsResponse; error: Types.UpdateRecordingSettingsError };
  updateVod: { data: Types.UpdateVodData; answer: Types.UpdateVodResponse; error: Types.UpdateVodError };
}
