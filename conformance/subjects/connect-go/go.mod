module connect-go-subject

go 1.26.0

require (
	conformance/subject v0.0.0
	connectrpc.com/grpchealth v1.5.0
)

require (
	connectrpc.com/connect v1.11.0 // indirect
	google.golang.org/protobuf v1.33.0 // indirect
)

replace conformance/subject => ../shared/go
