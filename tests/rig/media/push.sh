#!/bin/sh
# An RTMP encoder for tests, as OBS would be: a moving test picture and a tone in H.264 and AAC, until it is ended.
#
#   push.sh rtmp://host:port/live STREAM_KEY
#
# Prints `encoder PID` for every try. SIGTERM to this script stops ffmpeg in order; SIGKILL to that PID is the encoder
# that vanishes, and ends this script as well (137). A push that is refused (the ingress worker does so while the machine
# is busy) or cut off is tried again, as OBS would, for RIG_PUSH_SECONDS (default 60) since the last one that held;
# 0 tries once. The picture is small so that two cores can encode, transcode and watch it; RIG_PUSH_SIZE=960x540 is large
# enough for several layers.
set -u
url=$1/$2
patience=${RIG_PUSH_SECONDS:-60}
size=${RIG_PUSH_SIZE:-320x180}

encode() {
    exec ffmpeg -hide_banner -loglevel warning -nostdin -re \
        -f lavfi -i "testsrc2=size=$size:rate=15" -f lavfi -i sine=frequency=440:sample_rate=48000 \
        -c:v libx264 -profile:v baseline -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 30 -b:v 300k \
        -c:a aac -b:a 64k -ac 2 -f flv "$url"
}

encoder=
trap 'trap - TERM INT; [ -n "$encoder" ] && kill -TERM "$encoder" 2>/dev/null && wait "$encoder"; exit 0' TERM INT
last=$(date +%s)
while :; do
    began=$(date +%s)
    encode &
    encoder=$!
    echo "encoder $encoder"
    wait "$encoder"
    code=$?
    [ "$code" -eq 137 ] && exit "$code"
    now=$(date +%s)
    # Ten seconds of stream are a push that held.
    [ $((now - began)) -ge 10 ] && last=$now
    [ $((now - last)) -ge "$patience" ] && exit "$code"
    sleep 1
done
