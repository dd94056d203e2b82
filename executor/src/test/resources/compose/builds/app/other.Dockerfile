FROM scratch AS run
