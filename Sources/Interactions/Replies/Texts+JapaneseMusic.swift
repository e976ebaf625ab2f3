extension Texts {
    /// Searching, choosing, what members' linked accounts hold, and notices.
    static let japaneseMusic: [TextKey: String] = [
        .searchTitle: "「{words}」の検索結果",
        .searchNothing: "見つかりません。つづりを確かめる、アーティスト名を足す、{/play} にリンクを渡す、のどれかを試してください。{/link} で自分のアカウントでも検索できます。",
        .searchChoose: "キューに追加 …",
        .searchMissing: "時間内に応答なし: {services}",
        .searchNeedsWords: "それはリンクです。{/play} で再生できます。検索には曲名とアーティスト名を使ってください。",
        .searchEmpty: "検索する曲名かアーティスト名を入力してください。",
        .offeredLive: "ライブ",
        .offeredOwn: "自分のアカウント",
        .offerExpired: "そのリストは古く、内容を覚えていません。もう一度検索してください。",
        .notLinked: "それがわかる連携済みアカウントがありません。{/link} で連携できます。",
        .linkedNoMore:
            "これらのサービスは連携したアカウントを受け付けなくなりました: {services}。{/link} で再連携できます。",
        .uncertainOf:
            "**{title}** のどの録音が正しいか確信がありません。選んだものを今後はこの曲として再生します。",
        .nothingInAccounts: "連携したアカウントに該当するものはありません。",
        .accountsSilent: "今はサービスが応答しません: {services}。1 分後にもう一度試してください。",
        .nobodyToBlend: "ここにはまだ、お気に入りの曲のミックスを許可している人がいません。{/link} のページで、各自が自分のアカウントについて許可できます。",
        .noOtherRecordings: "**{title}** の別の録音は見つかりませんでした。正しい曲のリンクを {/play} に渡してください。",
        .recordingsTitle: "どの曲でしたか?",
        .recordingsOf: "再生中: {track}",
        .recordingsChoose: "正しい曲 …",
        .corrected: "代わりに {track} を再生します。今後は同じリクエスト全員にこの曲を使います。",
        .ownPlaylistsTitle: "連携したアカウントのプレイリスト",
        .ownPlaylistsEmpty: "連携したアカウントにプレイリストはありません。",
        .ownPlaylistsPrivate: "このリストはあなただけに見えます。",
        .ownPlaylistsChoose: "キューに追加 …",
        .ownPlaylistsMore: "ほかに {count} 件は表示されていません。{/play} にはプレイリストのリンクも渡せます。",
        .settingVolume: "開始時の音量",
        .noticeFailed: "⚠️ **{title}** を飛ばしました。{reason}",
        .noticeIncomplete: "⚠️ **{title}** は途中で終わりました。残りがありません。",
        .noticeStuck: "⚠️ **{title}** を飛ばしました。サーバーから 10 秒間何も届きませんでした。",
        .noticePublic: "🔓 **{title}** は連携アカウントなしで再生します。{service} が、見つけたときのアカウントを受け付けなくなりました。",
        .noticeListCut: "⚠️ リストの {count} 曲中 {added} 曲をキューに入れました。残りは曲ではないか、読み込めないか、このサーバーの上限を超えています。",
        .noticeGivenUp: "⚠️ **{title}** を飛ばしました。再生するたびに再起動が必要になりました。{/previous} でもう一度試せます。",
        .noticeListGivenUp: "⚠️ リストから {added} 曲をキューに入れました。残りは読み込むたびに再起動が必要になったため、省きました。",
        .listArriving: "リストから {added} 曲まで追加済み",
        .listArrivingOf: "リストの {count} 曲中 {added} 曲まで追加済み",
        .noticeAlone: "👋 {minutes} 分間だれも聞いていなかったので退出しました。{/join} で続きから再生します。",
        .noticeSilenced: "🔇 {minutes} 分間発言できなかったので退出しました。{/join} で呼び戻せます。",
        .noticeVoiceLost: "⚠️ ボイス接続が切れ、復旧できませんでした。{/join} で続きから再生します。",
        .noticePlayerForbidden:
            "⚠️ {channel} にプレーヤーを表示できません。管理者に「チャンネルを見る」と「メッセージを送信」の権限を頼んでください。",
        .noticeLinkLost:
            "連携した {service} のアカウントが使えなくなったため、使わずに続けます。もう一度連携するには、私がいるサーバーで {/link} を使ってください。",
    ]
}
