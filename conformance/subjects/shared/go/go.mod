module conformance/subject

go 1.26.0
